using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ProductSpace.Interchange.Export;

/// <summary>
/// Writes vectors as JSON lines {"id":..., "embedding":[...]}, or as CSV with the columns id and embedding, whose cells
/// [..] pgvector reads. Numbers are the shortest that read back to the same float.
/// </summary>
internal static class TextWriters
{
    private const int RowsBetweenChecks = 1 << 10;

    public static void WriteJsonLines(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> line = new();
        float[] numbers = new float[rows.Dimension];
        for (int row = 0; row < rows.Count; row++)
        {
            Check(row, cancellationToken);
            line.ResetWrittenCount();
            using (Utf8JsonWriter json = new(line))
            {
                json.WriteStartObject();
                json.WriteString("id", rows.IdOf(row));
                json.WriteEndObject();
            }

            rows.Read(row, numbers);
            target.Write(line.WrittenSpan[..^1]);
            target.Write(",\"embedding\":"u8);
            WriteVector(target, numbers);
            target.Write("}\n"u8);
        }
    }

    public static void WriteCsv(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        target.Write("id,embedding\n"u8);
        float[] numbers = new float[rows.Dimension];
        for (int row = 0; row < rows.Count; row++)
        {
            Check(row, cancellationToken);
            WriteCell(target, rows.IdOf(row));
            rows.Read(row, numbers);
            target.Write(",\""u8);
            WriteVector(target, numbers);
            target.Write("\"\n"u8);
        }
    }

    /// <summary>Writes ids one a line.</summary>
    public static void WriteIds(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            Check(row, cancellationToken);
            target.Write(rows.IdOf(row));
            target.WriteByte((byte)'\n');
        }
    }

    private static void WriteVector(Stream target, ReadOnlySpan<float> numbers)
    {
        Span<byte> number = stackalloc byte[32];
        target.WriteByte((byte)'[');
        for (int i = 0; i < numbers.Length; i++)
        {
            if (i > 0)
            {
                target.WriteByte((byte)',');
            }

            numbers[i].TryFormat(number, out int length, default, CultureInfo.InvariantCulture);
            target.Write(number[..length]);
        }

        target.WriteByte((byte)']');
    }

    private static void WriteCell(Stream target, ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny(",\"\r\n"u8) < 0 && text.IndexOfAny(" \t"u8) < 0)
        {
            target.Write(text);
            return;
        }

        target.WriteByte((byte)'"');
        foreach (byte one in text)
        {
            if (one == (byte)'"')
            {
                target.WriteByte(one);
            }

            target.WriteByte(one);
        }

        target.WriteByte((byte)'"');
    }

    private static void Check(int row, CancellationToken cancellationToken)
    {
        if (row % RowsBetweenChecks == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
