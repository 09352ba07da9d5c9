using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// Reads a payload field by field. A field beyond its end reads as nothing and is remembered; no length allocates more
/// than the bytes that are there.
/// </summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private const int MaxPairs = 256;

    private ReadOnlySpan<byte> _rest = payload;
    private bool _failed;

    /// <summary>Whether everything was read, and nothing beyond it was asked for.</summary>
    public readonly bool IsAtEnd => !_failed && _rest.IsEmpty;

    public int Number32() =>
        Take(sizeof(int)) is { Length: sizeof(int) } bytes ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : 0;

    public long Number64() =>
        Take(sizeof(long)) is { Length: sizeof(long) } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>Reads a text; bytes that are not UTF-8 fail.</summary>
    public string Text()
    {
        ReadOnlySpan<byte> bytes = Take(Number32());
        _failed |= !Utf8.IsValid(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public KeyValuePair<string, string>[] Pairs()
    {
        int count = Number32();
        if (count is < 0 or > MaxPairs)
        {
            _failed = true;
        }

        if (_failed || count == 0)
        {
            return [];
        }

        KeyValuePair<string, string>[] pairs = new KeyValuePair<string, string>[count];
        for (int i = 0; i < count; i++)
        {
            string name = Text();
            pairs[i] = new(name, Text());
        }

        return pairs;
    }

    /// <summary>Reads number columns with their numbers, which may be any; the log checks them.</summary>
    public KeyValuePair<string, IReadOnlyList<double>>[] Numbers()
    {
        int count = Number32();
        if (_failed || count is < 1 or > MaxPairs)
        {
            _failed = true;
            return [];
        }

        KeyValuePair<string, IReadOnlyList<double>>[] columns = new KeyValuePair<string, IReadOnlyList<double>>[count];
        for (int i = 0; i < count; i++)
        {
            string name = Text();
            ReadOnlySpan<byte> bytes = Take((long)Number32() * sizeof(double));
            double[] numbers = new double[bytes.Length / sizeof(double)];
            for (int place = 0; place < numbers.Length; place++)
            {
                numbers[place] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(place * sizeof(double))..]);
            }

            columns[i] = new(name, numbers);
        }

        return columns;
    }

    public float[]? Vector(int dimension)
    {
        ReadOnlySpan<byte> bytes = Take((long)dimension * sizeof(float));
        if (_failed)
        {
            return null;
        }

        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return vector;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (_failed || count < 0 || count > _rest.Length)
        {
            _failed = true;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
