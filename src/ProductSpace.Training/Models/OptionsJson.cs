using System.Buffers;
using System.Text.Json;

namespace ProductSpace.Training.Models;

/// <summary>
/// Reads and writes the options of a training as JSON, in a fixed order, except the number of threads. A test finds an
/// option that is missing here. Reading uses the default for a key that an older file lacks.
/// </summary>
internal static class OptionsJson
{
    public static void Write(Utf8JsonWriter json, Prod2VecOptions options)
    {
        json.WriteStartObject();
        json.WriteNumber("dimension", options.Dimension);
        json.WriteNumber("epochs", options.Epochs);
        json.WriteNumber("window", options.Window);
        json.WriteString("windowMode", Name(options.WindowMode));
        json.WriteNumber("negatives", options.Negatives);
        json.WriteNumber("negativeDraws", options.NegativeDraws);
        json.WriteNumber("negativeExponent", options.NegativeExponent);
        json.WriteNumber("categoryNegatives", options.CategoryNegatives);
        json.WriteNumber("subsamplingThreshold", options.SubsamplingThreshold);
        json.WriteNumber("learningRate", options.LearningRate);
        json.WriteNumber("minLearningRate", options.MinLearningRate);
        json.WriteString("schedule", Name(options.Schedule));
        json.WriteBoolean("purchaseContext", options.PurchaseContext);
        json.WriteNumber("metadataWeight", options.MetadataWeight);
        json.WriteNumber("recommendedShare", options.RecommendedShare);
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("buckets", options.Buckets);
        json.WriteEndObject();
    }

    public static Prod2VecOptions Read(JsonElement json)
    {
        Prod2VecOptions none = new();
        return new Prod2VecOptions
        {
            Dimension = Integer("dimension", none.Dimension),
            Epochs = Integer("epochs", none.Epochs),
            Window = Integer("window", none.Window),
            WindowMode = Enumerated("windowMode", none.WindowMode),
            Negatives = Integer("negatives", none.Negatives),
            NegativeDraws = Integer("negativeDraws", none.NegativeDraws),
            NegativeExponent = Real("negativeExponent", none.NegativeExponent),
            CategoryNegatives = Integer("categoryNegatives", none.CategoryNegatives),
            SubsamplingThreshold = Real("subsamplingThreshold", none.SubsamplingThreshold),
            LearningRate = Real("learningRate", none.LearningRate),
            MinLearningRate = Real("minLearningRate", none.MinLearningRate),
            Schedule = Enumerated("schedule", none.Schedule),
            PurchaseContext = json.TryGetProperty("purchaseContext", out JsonElement flag)
                ? flag.GetBoolean()
                : none.PurchaseContext,
            MetadataWeight = Real("metadataWeight", none.MetadataWeight),
            RecommendedShare = Real("recommendedShare", none.RecommendedShare),
            Seed = json.TryGetProperty("seed", out JsonElement seed) ? seed.GetUInt64() : none.Seed,
            Buckets = Integer("buckets", none.Buckets),
        };

        int Integer(string name, int otherwise) =>
            json.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : otherwise;
        double Real(string name, double otherwise) =>
            json.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : otherwise;
        T Enumerated<T>(string name, T otherwise)
            where T : struct, Enum
        {
            if (!json.TryGetProperty(name, out JsonElement value))
            {
                return otherwise;
            }

            string? text = value.GetString();
            foreach (T known in Enum.GetValues<T>())
            {
                if (Name(known) == text)
                {
                    return known;
                }
            }

            throw new FormatException($"\"{name}\" has a value that is not known");
        }
    }

    /// <summary>
    /// Returns the first option that differs, by its name in the file, with both values; null if none does.
    /// </summary>
    public static (string Name, string First, string Second)? Difference(Prod2VecOptions first, Prod2VecOptions second)
    {
        using JsonDocument a = Document(first), b = Document(second);
        foreach (JsonProperty option in a.RootElement.EnumerateObject())
        {
            JsonElement other = b.RootElement.GetProperty(option.Name);
            if (other.GetRawText() != option.Value.GetRawText())
            {
                return (option.Name, option.Value.ToString(), other.ToString());
            }
        }

        return null;
    }

    private static JsonDocument Document(Prod2VecOptions options)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            Write(json, options);
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
