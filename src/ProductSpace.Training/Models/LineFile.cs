using System.Text;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// A file of texts, one per line: UTF-8, each line ended by 0x0A and nothing else. Writing refuses a text that would
/// not be read back unchanged.
/// </summary>
internal static class LineFile
{
    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    public static void Write(HashedFile file, int count, Func<int, byte[]> text, string what, string remedy)
    {
        for (int i = 0; i < count; i++)
        {
            byte[] line = text(i);
            if (FaultOf(line, i) is string fault)
            {
                throw new TrainingInputException(
                    $"{what} {Refusal.Quote(line)} (number {i + 1}) {fault}, which a file of lines cannot hold; "
                    + $"{remedy}");
            }

            file.Write(line);
            file.Write("\n"u8);
        }
    }

    /// <summary>
    /// Reads ids. Removes a carriage return before a line feed, and a byte order mark; refuses bytes that are no UTF-8.
    /// </summary>
    public static Utf8List Read(string path, int expected, string expectedBy)
    {
        Utf8List lines = Read(path, null, expected);
        if (lines.Count == expected)
        {
            return lines;
        }

        string found = lines.Count > expected ? $"more than {expected}" : $"{lines.Count}";
        lines.Dispose();
        throw Disagrees(path, found, expected, expectedBy);
    }

    /// <summary>Reads ids of an encoding, UTF-8 by default, and at most one more than a number of them.</summary>
    public static Utf8List Read(string path, Encoding? encoding, int most = int.MaxValue - 1)
    {
        Utf8List lines = new();
        try
        {
            foreach (string line in TextLines.Read(path, encoding))
            {
                byte[] text = Encoding.UTF8.GetBytes(line);
                if (text.Length is 0 or > EmbeddingLimits.MaxIdBytes)
                {
                    throw new TrainingInputException(
                        $"{path} line {lines.Count + 1}: has {text.Length} bytes, 1 to {EmbeddingLimits.MaxIdBytes} "
                        + "are possible; every row needs a name of its own");
                }

                lines.Add(text);
                if (lines.Count > most)
                {
                    break;
                }
            }

            return lines;
        }
        catch (BuildInputException exception)
        {
            lines.Dispose();
            throw new TrainingInputException(exception.Message, exception);
        }
        catch
        {
            lines.Dispose();
            throw;
        }
    }

    public static TrainingInputException Disagrees(string path, string found, int expected, string expectedBy) =>
        new($"{path}: holds {found} lines, {expectedBy} has {expected} rows; line k must name row k");

    private static string? FaultOf(ReadOnlySpan<byte> line, int index) =>
        line switch
        {
            { Length: 0 } => "is empty",
            { Length: > EmbeddingLimits.MaxIdBytes } =>
                $"has {line.Length} bytes, {EmbeddingLimits.MaxIdBytes} are possible",
            _ when line.IndexOfAny((byte)'\n', (byte)'\r') >= 0 => "holds a line break",
            _ when index == 0 && line.StartsWith(Utf8Mark) => "begins with a byte order mark",
            _ => null,
        };
}
