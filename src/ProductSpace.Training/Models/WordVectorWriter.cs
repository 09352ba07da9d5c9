using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// Writes word2vec files as word2vec.c does: the line "rows dimension", then for each row an id, a blank, the numbers,
/// and a line feed; binary as little-endian float32, text in the shortest form that is read back to the same float.
/// There is no row &lt;/s&gt;.
/// </summary>
internal static class WordVectorWriter
{
    private const int RowsBetweenChecks = 1 << 12;

    private static ReadOnlySpan<byte> SentenceEnd => "</s>"u8;

    public static void WriteBinary(
        HashedFile file,
        Utf8List ids,
        MatrixRows rows,
        string path,
        Action<int>? report,
        CancellationToken cancellationToken)
    {
        Begin(file, rows);
        for (int row = 0; row < rows.Count; row++)
        {
            Check(ids[row], row, path, report, cancellationToken);
            file.Write(ids[row]);
            file.Write(" "u8);
            file.Write(MemoryMarshal.AsBytes(rows[row]));
            file.Write("\n"u8);
        }
    }

    public static void WriteText(
        HashedFile file,
        Utf8List ids,
        MatrixRows rows,
        string path,
        Action<int>? report,
        CancellationToken cancellationToken)
    {
        Begin(file, rows);
        Span<byte> number = stackalloc byte[32];
        for (int row = 0; row < rows.Count; row++)
        {
            Check(ids[row], row, path, report, cancellationToken);
            file.Write(ids[row]);
            foreach (float value in rows[row])
            {
                number[0] = (byte)' ';
                value.TryFormat(number[1..], out int length, default, CultureInfo.InvariantCulture);
                file.Write(number[..(length + 1)]);
            }

            file.Write("\n"u8);
        }
    }

    private static void Begin(HashedFile file, MatrixRows rows) =>
        file.Write(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} {rows.Dimension}\n")));

    private static void Check(
        ReadOnlySpan<byte> id, int row, string path, Action<int>? report, CancellationToken cancellationToken)
    {
        if (row % RowsBetweenChecks == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report?.Invoke(row);
        }

        string? fault = id switch
        {
            { Length: 0 } => "has no id",
            { Length: > EmbeddingLimits.MaxIdBytes } => $"has an id of more than {EmbeddingLimits.MaxIdBytes} bytes",
            _ when id.IndexOfAnyInRange((byte)0, (byte)' ') >= 0 =>
                "has a blank or a control character in its id, where the form ends the id",
            _ when id.SequenceEqual(SentenceEnd) => "is what readers of the form drop as the end of a sentence",
            _ => null,
        };
        if (fault is not null)
        {
            throw new TrainingInputException(
                $"{path}: product {Refusal.Quote(id)} (row {row + 1}) {fault}; export to .npy, whose ids stand in a "
                + "file of their own");
        }
    }
}
