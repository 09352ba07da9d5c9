using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Fuzz.Interchange;

/// <summary>Broken readers of the forms of other tools that the harness has to find.</summary>
internal static class BrokenInterchange
{
    public static readonly string[] Names = ["exception", "message", "memory"];

    public static InterchangeTarget Find(string kind, string twin) => twin switch
    {
        "" => new InterchangeTarget(kind),
        "exception" => new Throwing(kind),
        "message" => new Unreadable(kind),
        "memory" => new Allocating(kind),
        _ => throw new ArgumentException($"no twin {twin}; there are: {string.Join(", ", Names)}"),
    };

    private sealed class Throwing(string kind) : InterchangeTarget(kind)
    {
        protected override EmbeddingFile? Open(byte[] bytes, EmbeddingReadOptions options, ColumnChoice columns) =>
            bytes.Length % 2 == 0 ? base.Open(bytes, options, columns) : throw new OverflowException("a page of no file");
    }

    /// <summary>Does not say which file.</summary>
    private sealed class Unreadable(string kind) : InterchangeTarget(kind)
    {
        protected override EmbeddingFile? Open(byte[] bytes, EmbeddingReadOptions options, ColumnChoice columns)
        {
            try
            {
                return base.Open(bytes, options, columns);
            }
            catch (EmbeddingFormatException refusal)
            {
                throw new EmbeddingFormatException(refusal.Path, "is cut short; copy it again");
            }
        }
    }

    /// <summary>Takes as many bytes as the file says.</summary>
    private sealed class Allocating(string kind) : InterchangeTarget(kind)
    {
        protected override EmbeddingFile? Open(byte[] bytes, EmbeddingReadOptions options, ColumnChoice columns)
        {
            GC.KeepAlive(new byte[bytes.Length % 3 == 0 ? 64 << 20 : 1]);
            return base.Open(bytes, options, columns);
        }
    }
}
