import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads each file that a line of standard input names, as Typesafe Config does. */
final class HoconOracle {
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        for (String path = in.readLine(); path != null; path = in.readLine()) {
            out.println(Json.of(read(path)));
        }
        out.flush();
    }

    private static Map<String, Object> read(String path) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            Config config = ConfigFactory.parseFile(new File(path)).resolve();
            answer.put("value", config.root().unwrapped());
        } catch (ConfigException.BugOrBroken error) {
            answer.put("error", String.valueOf(error.getMessage()));
            answer.put("fault", true);
        } catch (ConfigException error) {
            answer.put("error", String.valueOf(error.getMessage()));
            if (error.origin() != null) {
                answer.put("line", error.origin().lineNumber());
                answer.put("file", error.origin().filename());
            }
        } catch (StackOverflowError | RuntimeException error) {
            answer.put("error", error.toString());
        }
        return answer;
    }
}
