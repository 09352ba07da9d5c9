using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// Reads and writes model.json: keys in a fixed order, two blanks of indent, line feeds, numbers in their shortest
/// form.
/// </summary>
internal static class ManifestJson
{
    private const string Format = "productspace-model";
    private const string Cosine = "cosine";
    private const string Dot = "dot";
    private const int Version = 1;
    private const int MaxBytes = 1 << 20;

    private static readonly JsonWriterOptions s_writer = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(ModelManifest manifest)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_writer))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("version", Version);
            json.WriteNumber("products", manifest.ProductCount);
            json.WriteNumber("dimension", manifest.Dimension);
            json.WriteNumber("metadata", manifest.MetadataCount);
            json.WriteBoolean("hasNext", manifest.HasNext);
            json.WriteString("source", manifest.Provenance.Source);
            if (manifest.Provenance.Similarity is Similarity similarity
                && (manifest.Provenance.Options is null || similarity != Similarity.Cosine))
            {
                json.WriteString("similarity", similarity == Similarity.Dot ? Dot : Cosine);
            }

            json.WriteString("logHash", manifest.Provenance.LogHash);
            json.WriteNumber("sessions", manifest.Provenance.Sessions);
            json.WriteNumber("events", manifest.Provenance.Events);
            json.WriteNumber("epochsDone", manifest.Provenance.EpochsDone);
            json.WriteString("startedFrom", manifest.Provenance.StartedFrom);
            json.WritePropertyName("options");
            if (manifest.Provenance.Options is Prod2VecOptions options)
            {
                OptionsJson.Write(json, options);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteStartObject("xxh128");
            foreach ((string file, string hash) in manifest.Hashes)
            {
                json.WriteString(file, hash);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Returns true if the folder holds a model.json of ours, of any version.</summary>
    public static bool IsOurs(string directory)
    {
        try
        {
            using JsonDocument? document = Parse(Path.Combine(directory, ModelManifest.FileName));
            return document is not null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads and checks model.json; does not read the other files.</summary>
    public static ModelManifest Read(string path)
    {
        using JsonDocument document = Parse(path)
            ?? throw new TrainingInputException(
                $"{path}: is no description of a ProductSpace model; name a folder that `train` or `import` wrote");
        JsonElement root = document.RootElement;
        try
        {
            int version = root.GetProperty("version").GetInt32();
            if (version != Version)
            {
                throw new TrainingInputException(
                    $"{path}: has version {version}, {Version} is read; use the program that wrote it, or write the "
                    + "model again");
            }

            ModelManifest manifest = new()
            {
                ProductCount = Count(root, "products", 1, int.MaxValue),
                Dimension = Count(root, "dimension", 1, EmbeddingLimits.MaxDimension),
                MetadataCount = Count(root, "metadata", 0, int.MaxValue),
                HasNext = root.GetProperty("hasNext").GetBoolean(),
                Provenance = new ModelProvenance
                {
                    Source = root.GetProperty("source").GetString() ?? string.Empty,
                    LogHash = root.GetProperty("logHash").GetString() ?? string.Empty,
                    Sessions = root.GetProperty("sessions").GetInt64(),
                    Events = root.GetProperty("events").GetInt64(),
                    EpochsDone = root.GetProperty("epochsDone").GetInt32(),

                    // Older models do not have this key; all of them were started from random vectors.
                    StartedFrom = root.TryGetProperty("startedFrom", out JsonElement from)
                        ? from.GetString() ?? string.Empty
                        : string.Empty,
                    Options = root.GetProperty("options") is { ValueKind: not JsonValueKind.Null } options
                        ? OptionsJson.Read(options)
                        : null,
                    Similarity = SimilarityOf(root),
                },
                Hashes =
                [
                    .. root.GetProperty("xxh128")
                        .EnumerateObject()
                        .Select(file => KeyValuePair.Create(file.Name, file.Value.GetString() ?? string.Empty)),
                ],
            };
            if (!manifest
                    .Hashes.Select(file => file.Key)
                    .SequenceEqual(ModelManifest.FilesOf(
                        manifest.HasNext, manifest.MetadataCount > 0, manifest.HasTable, manifest.HasCatalog)))
            {
                throw new FormatException("the files of \"xxh128\" are not those of such a model");
            }

            return manifest;
        }
        catch (Exception exception)
            when (exception is KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new TrainingInputException(
                $"{path}: is damaged ({exception.Message}); copy the model folder again",
                exception);
        }
    }

    /// <summary>Reads the key that an import writes; a trained model needs none, because it wants cosine.</summary>
    private static Similarity? SimilarityOf(JsonElement root)
    {
        if (!root.TryGetProperty("similarity", out JsonElement said))
        {
            return null;
        }

        return said.GetString() switch
        {
            Cosine => Similarity.Cosine,
            Dot => Similarity.Dot,
            _ => throw new FormatException("\"similarity\" is neither \"cosine\" nor \"dot\""),
        };
    }

    private static int Count(JsonElement root, string name, int least, int most)
    {
        int value = root.GetProperty(name).GetInt32();
        return value >= least && value <= most ? value : throw new FormatException($"\"{name}\" is {value}");
    }

    private static JsonDocument? Parse(string path)
    {
        FileInfo file = new(path);
        if (file.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("format", out JsonElement format)
                && format.ValueKind == JsonValueKind.String
                && format.GetString() == Format)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string is not valid UTF-8.
            return null;
        }
    }
}
