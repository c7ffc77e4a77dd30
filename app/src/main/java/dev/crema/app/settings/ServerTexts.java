package dev.crema.app.settings;

import static dev.crema.app.settings.SettingText.text;

import dev.crema.app.settings.SettingInput.Choice;
import dev.crema.app.settings.SettingInput.File;
import dev.crema.app.settings.SettingInput.Line;
import dev.crema.app.settings.SettingInput.Lines;
import dev.crema.app.settings.SettingInput.Secret;
import dev.crema.proxy.config.HubConfig;
import dev.crema.proxy.config.Setting;
import java.util.List;
import java.util.Map;

/** How clients reach Crema, what answers them, where models come from and what they are worth. */
final class ServerTexts {
    private ServerTexts() {}

    static Map<Setting, SettingText> general() {
        return Map.of(
                Setting.HOST,
                text(
                                SettingGroup.GENERAL,
                                "Address",
                                "The network address Crema listens on. 127.0.0.1 keeps it to this computer; 0.0.0.0 opens it to your network, and needs an access key.",
                                new Line(),
                                "A host name or IP address of this computer",
                                "localhost")
                        .otherwise("127.0.0.1"),
                Setting.PORT,
                text(
                                SettingGroup.GENERAL,
                                "Port",
                                "The TCP port that clients connect to.",
                                new Line(),
                                "0 to 65535; 0 takes any free one",
                                "8080")
                        .otherwise("11432"),
                Setting.API_KEY,
                text(
                                SettingGroup.GENERAL,
                                "Access key",
                                "The key that clients must present. Without one, every program on this computer may use Crema.",
                                new Secret(),
                                "Letters, digits and signs, no spaces",
                                "a-long-secret")
                        .otherwiseInWords("None"),
                Setting.MAX_BODY_BYTES,
                text(
                                SettingGroup.GENERAL,
                                "Largest request",
                                "A larger request is refused before it fills the memory.",
                                new Line(),
                                "1KB or more, such as 64MB",
                                "128MB")
                        .otherwise("64MB"),
                Setting.PING_INTERVAL,
                text(
                                SettingGroup.GENERAL,
                                "Keep-alive",
                                "The longest silence while a long prompt is being read. A sign of life after it keeps clients from giving up.",
                                new Line(),
                                "50ms to 4m",
                                "15s")
                        .otherwise("10s"));
    }

    static Map<Setting, SettingText> model() {
        return Map.of(
                Setting.BACKEND,
                text(
                                SettingGroup.MODEL,
                                "Answers come from",
                                "mlx runs a model. lite gives scripted answers without one, to try out clients.",
                                new Choice(List.of("mlx", "lite")),
                                "mlx or lite",
                                "lite")
                        .otherwise("mlx"),
                Setting.MODEL,
                text(
                                SettingGroup.MODEL,
                                "Model",
                                "The model that answers: a name that the Models page lists, a model folder or a GGUF file.",
                                new Line(),
                                "A name or a path",
                                "Qwen3-8B-4bit")
                        .otherwiseInWords("SmolLM2-135M-Instruct, a small one"),
                Setting.LITE_SCRIPT,
                text(
                                SettingGroup.MODEL,
                                "Script of lite",
                                "What the lite backend answers.",
                                new File(),
                                "A path",
                                "~/answers.json")
                        .otherwiseInWords("The built-in one"));
    }

    static Map<Setting, SettingText> hub() {
        return Map.of(
                Setting.HUB_URL,
                text(
                                SettingGroup.HUB,
                                "Address",
                                "A hub of Hugging Face's protocol, or a mirror of one.",
                                new Line(),
                                "https://host",
                                "https://mirror.example/hf")
                        .otherwise(HubConfig.defaults().url().toString()),
                Setting.HUB_TOKEN,
                text(
                                SettingGroup.HUB,
                                "Token",
                                "The token of your account there, for models whose makers ask who you are.",
                                new Secret(),
                                "The token as the hub shows it",
                                "hf_abcdefgh")
                        .otherwiseInWords("None"));
    }

    static Map<Setting, SettingText> prices() {
        return Map.of(
                Setting.PRICES,
                text(
                                SettingGroup.PRICES,
                                "Prices",
                                "US dollars per million tokens, for names of models in which * stands for any text. They count before the built-in list.",
                                new Lines(),
                                "JSON: a price with input, output and, if you like, cacheRead for each name",
                                "{\"claude-*opus*\": {\"input\": 5, \"output\": 25, \"cacheRead\": 0.5}}")
                        .otherwiseInWords("List prices of well-known models"));
    }
}
