"""Takes jars apart for a package: native libraries out of them, JavaFX's beside its classes, licence texts, bare classes.

Usage: jars.py stage STAGE JNA SQLITE TOKENIZERS OPENBLAS JAR...   the class path without native libraries, those of one platform beside it
       jars.py javafx FOLDER JAR...                                FOLDER/NAME/classes and FOLDER/NAME/libraries for jmod
       jars.py classes FOLDER JAR...                               all classes in one heap, for jdeps
       jars.py texts FOLDER JAR...                                 what the jars say of their own licence
"""

import re
import shutil
import sys
import zipfile
from pathlib import Path

NATIVE = re.compile(r"\.(so|dylib|jnilib|dll|a)$|\.so\.[0-9.]+$")
TEXT = re.compile(r"(META-INF/)?(LICENSE|NOTICE|COPYING|AL2\.0|LGPL2\.1|about)[^/]*")
OPENBLAS = ("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0")


def stage(folder, jna, sqlite, tokenizers, openblas, *jars):
    folder = Path(folder)
    places = {
        "jna-jpms-": (f"com/sun/jna/{jna}/", "native"),
        "sqlite-jdbc-": (f"org/sqlite/native/{sqlite}/", "native"),
        "tokenizers-": (f"native/lib/{tokenizers}/cpu/", "native"),
    }
    for jar in map(Path, jars):
        if jar.name.startswith("javafx-"):
            continue  # becomes part of the runtime
        if jar.name.startswith("openblas-"):
            extract(jar, f"org/bytedeco/openblas/{openblas}/", folder / "native/openblas", OPENBLAS)
            continue
        for begin, (inside, target) in places.items():
            if jar.name.startswith(begin):
                extract(jar, inside, folder / target)
                slim(jar, folder / jar.name)
                break
        else:
            shutil.copy2(jar, folder)
    for jar in folder.glob("*.jar"):
        found = [name for name in zipfile.ZipFile(jar).namelist() if NATIVE.search(name)]
        if found:
            sys.exit(f"{jar.name} holds native libraries, into which no signature reaches: {found}. jars.py must take them out.")


def extract(jar, inside, target, wanted=None):
    """The native libraries directly in a folder of a jar."""
    target.mkdir(parents=True, exist_ok=True)
    found = 0
    with zipfile.ZipFile(jar) as archive:
        for name in archive.namelist():
            file = name.removeprefix(inside)
            if name.startswith(inside) and "/" not in file and NATIVE.search(file) and (not wanted or file in wanted):
                (target / file).write_bytes(archive.read(name))
                (target / file).chmod(0o755)
                found += 1
    if found != len(wanted or "1"):
        sys.exit(f"{jar.name} has {found} native libraries in {inside}: is this platform among those it is made for?")


def slim(jar, target):
    """The jar without any native library, otherwise as it was."""
    with zipfile.ZipFile(jar) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for entry in archive.infolist():
            if not NATIVE.search(entry.filename):
                result.writestr(entry, archive.read(entry))
    shutil.copystat(jar, target)


def javafx(folder, *jars):
    for jar in jars:
        name = re.match(r"javafx-([a-z]+)-", Path(jar).name)[1]
        with zipfile.ZipFile(jar) as archive:
            for entry in archive.namelist():
                if not entry.endswith("/") and not entry.startswith("META-INF/"):
                    archive.extract(entry, f"{folder}/{name}/{'libraries' if NATIVE.search(entry) else 'classes'}")
        Path(f"{folder}/{name}/libraries").mkdir(exist_ok=True)


def classes(folder, *jars):
    for jar in jars:
        with zipfile.ZipFile(jar) as archive:
            for entry in archive.namelist():
                # As one heap: modules among them would be resolved as such.
                if entry.endswith(".class") and not entry.startswith("META-INF/") and entry != "module-info.class":
                    archive.extract(entry, folder)


def texts(folder, *jars):
    for jar in map(Path, jars):
        with zipfile.ZipFile(jar) as archive:
            for entry in archive.infolist():
                if TEXT.fullmatch(entry.filename) and not entry.is_dir():
                    target = Path(folder) / jar.stem
                    target.mkdir(parents=True, exist_ok=True)
                    (target / Path(entry.filename).name).write_bytes(archive.read(entry))


{"stage": stage, "javafx": javafx, "classes": classes, "texts": texts}[sys.argv[1]](*sys.argv[2:])
