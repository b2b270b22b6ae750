import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads each file that a line of standard input names, as Jicofo and Videobridge read their old properties. */
final class PropertiesOracle {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        for (String path = in.readLine(); path != null; path = in.readLine()) {
            out.println(Json.of(read(new String(Files.readAllBytes(Paths.get(path)), StandardCharsets.UTF_8))));
        }
        out.flush();
    }

    private static Map<String, Object> read(String text) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        Properties properties = new Properties();
        String error = load(properties, text);
        Map<String, Object> value = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            value.put(halves(key), halves(trim(properties.getProperty(key))));
        }
        answer.put("value", value);
        if (error != null) {
            answer.put("error", error);
            answer.put("line", line(text));
        }
        return answer;
    }

    private static String load(Properties properties, String text) throws IOException {
        try {
            properties.load(new StringReader(text));
            return null;
        } catch (IllegalArgumentException error) {
            return String.valueOf(error.getMessage());
        }
    }

    /** Java does not say the line: it is the first that makes what was read so far wrong. */
    private static int line(String text) throws IOException {
        int line = 1;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1), line++) {
            if (load(new Properties(), text.substring(0, end)) != null) {
                return line;
            }
        }
        return line;
    }

    /** Half a UTF-16 character, which no text in UTF-8 can hold, is written as its escape. */
    private static String halves(String text) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))) {
                out.append(c).append(text.charAt(++at));
            } else if (Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** As `trim` of Kotlin. */
    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && blank(text.charAt(start))) start++;
        while (end > start && blank(text.charAt(end - 1))) end--;
        return text.substring(start, end);
    }

    private static boolean blank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
