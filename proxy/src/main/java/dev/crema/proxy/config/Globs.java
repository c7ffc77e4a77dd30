package dev.crema.proxy.config;

/** Names with {@code *} for any text and {@code ?} for one character, upper and lower case alike. */
final class Globs {
    private Globs() {}

    /** Goes back only to the last star, so its time is at most the product of both lengths. */
    static boolean matches(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int afterStar = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                afterStar = t;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || same(glob.charAt(g), text.charAt(t)))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++afterStar;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }

    private static boolean same(char a, char b) {
        return Character.toLowerCase(a) == Character.toLowerCase(b);
    }
}
