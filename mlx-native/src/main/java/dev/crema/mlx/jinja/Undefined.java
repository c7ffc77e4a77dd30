package dev.crema.mlx.jinja;

import org.jspecify.annotations.Nullable;

/** A value that is not there: prints as nothing, is false and empty, and refuses everything else. */
final class Undefined {
    private final String what;
    private final @Nullable Object owner;
    private final boolean hasOwner;

    private Undefined(String what, @Nullable Object owner, boolean hasOwner) {
        this.what = what;
        this.owner = owner;
        this.hasOwner = hasOwner;
    }

    /** A variable nobody set. */
    static Undefined variable(String name) {
        return new Undefined("'" + name + "' is undefined", null, false);
    }

    /** A value that is missing for another reason. */
    static Undefined because(String reason) {
        return new Undefined(reason, null, false);
    }

    /** What the sandbox does not give away: using it is an error, testing it is not. */
    static Undefined unsafe(String attribute, Object owner) {
        return because("access to attribute '" + attribute + "' of '" + Values.typeName(owner)
                + "' object is unsafe: templates may not change lists and dictionaries");
    }

    /** An attribute or item that {@code owner} does not have. */
    static Undefined member(@Nullable Object owner, @Nullable Object key) {
        String member =
                key instanceof String name ? " has no attribute '" + name + "'" : " has no element " + Repr.repr(key);
        return new Undefined(member, owner, true);
    }

    /** The error of using this value. */
    JinjaException error() {
        if (!hasOwner) {
            return new JinjaException(what);
        }
        String ownerName = owner == null ? "None" : "'" + Values.typeName(owner) + " object'";
        return new JinjaException(ownerName + what);
    }
}
