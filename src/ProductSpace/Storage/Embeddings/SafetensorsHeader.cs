using System.Text;
using System.Text.Json;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// One tensor as the header describes it. Axes beyond the second are counted, not kept. The name is quoted for
/// messages.
/// </summary>
internal readonly record struct SafetensorsEntry(
    string Name, string Type, int Axes, long Shape0, long Shape1, long Begin, long End);

/// <summary>
/// Reads the JSON header of a safetensors file in one forward pass over the mapped bytes. Only the candidate and the
/// first few names are kept, so that a header of a million tensors takes no memory.
/// </summary>
internal sealed class SafetensorsHeader
{
    private const int ListedNames = 12;
    private const int MaxTypeBytes = 16;

    private readonly List<string> _names = [];
    private long _tensors;

    private SafetensorsHeader()
    {
    }

    /// <summary>The tensor of the wanted name; without a name, the first of two axes.</summary>
    public SafetensorsEntry? Chosen { get; private set; }

    /// <summary>Number of tensors of two axes.</summary>
    public int Matrices { get; private set; }

    /// <summary>Largest end offset of all tensors.</summary>
    public long DataEnd { get; private set; }

    public string NameList =>
        _tensors == 0 ? "none"
        : _tensors == _names.Count ? string.Join(", ", _names)
        : $"{string.Join(", ", _names)} and {_tensors - _names.Count} more";

    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string path, string? wanted)
    {
        SafetensorsHeader header = new();
        Utf8JsonReader reader = new(json);
        try
        {
            header.Read(ref reader, wanted);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw Refusal.Of(
                path,
                $"has a damaged safetensors header near byte {sizeof(ulong) + reader.BytesConsumed}",
                Refusal.Recopy,
                exception);
        }

        return header;
    }

    private void Read(ref Utf8JsonReader reader, string? wanted)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("__metadata__"u8))
            {
                reader.Skip();
                continue;
            }

            string name = Refusal.Quote(reader.ValueSpan);
            bool isWanted = wanted is not null && reader.ValueTextEquals(wanted);
            Add(ReadEntry(ref reader, name), wanted is null, isWanted);
        }

        // Writers pad the header with spaces, which this read skips; anything else throws.
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            throw new JsonException();
        }
    }

    private void Add(SafetensorsEntry entry, bool takeFirst, bool isWanted)
    {
        if (isWanted && Chosen is not null)
        {
            throw new JsonException();
        }

        if (isWanted || (takeFirst && entry.Axes == 2 && Chosen is null))
        {
            Chosen = entry;
        }

        Matrices += entry.Axes == 2 ? 1 : 0;
        DataEnd = Math.Max(DataEnd, entry.End);
        _tensors++;
        if (_names.Count < ListedNames)
        {
            _names.Add(entry.Name);
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string type = string.Empty;
        Numbers shape = new(-1, 0, 0);
        Numbers offsets = new(-1, 0, 0);
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                Expect(ref reader, JsonTokenType.String);
                type = reader.ValueSpan.Length <= MaxTypeBytes ? Encoding.ASCII.GetString(reader.ValueSpan) : "unknown";
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                shape = ReadNumbers(ref reader);
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                offsets = ReadNumbers(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return reader.TokenType == JsonTokenType.EndObject
            && type.Length > 0
            && shape.Length >= 0
            && offsets.Length == 2
            ? new SafetensorsEntry(name, type, shape.Length, shape.First, shape.Second, offsets.First, offsets.Second)
            : throw new JsonException();
    }

    private static Numbers ReadNumbers(ref Utf8JsonReader reader)
    {
        int length = 0;
        long first = 0;
        long second = 0;
        Expect(ref reader, JsonTokenType.StartArray);
        while (Next(ref reader) == JsonTokenType.Number)
        {
            long value = reader.TryGetInt64(out long number) && number >= 0 ? number : throw new JsonException();
            first = length == 0 ? value : first;
            second = length == 1 ? value : second;
            length++;
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? new Numbers(length, first, second)
            : throw new JsonException();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType wanted)
    {
        if (Next(ref reader) != wanted)
        {
            throw new JsonException();
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw new JsonException();

    private readonly record struct Numbers(int Length, long First, long Second);
}
