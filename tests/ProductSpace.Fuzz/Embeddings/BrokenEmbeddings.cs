using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Fuzz.Embeddings;

/// <summary>Broken readers of embedding files that the harness has to find.</summary>
internal static class BrokenEmbeddings
{
    public static readonly string[] Names = ["over-read", "unstable", "exception"];

    public static EmbeddingTarget Find(string name) => name switch
    {
        "" => new EmbeddingTarget(),
        "over-read" => new OverReading(),
        "unstable" => new Unstable(),
        "exception" => new Throwing(),
        _ => throw new ArgumentException($"no twin {name}; there are: {string.Join(", ", Names)}"),
    };

    /// <summary>Believes the number of rows that stands in a file's first bytes.</summary>
    private sealed class OverReading : EmbeddingTarget
    {
        protected override EmbeddingFile Open(GuardedBytes bytes, EmbeddingReadOptions options)
        {
            if (bytes.Length > 4 && bytes.Span[0] == 4)
            {
                // As of .fvecs whose second row lies behind the end.
                _ = bytes.Length < 2 * 20 ? bytes.ReadBehindTheEnd() : 0;
            }

            return base.Open(bytes, options);
        }
    }

    /// <summary>Every row has another first number the second time.</summary>
    private sealed class Unstable : EmbeddingTarget
    {
        protected override EmbeddingFile Open(GuardedBytes bytes, EmbeddingReadOptions options) => new Drifting(base.Open(bytes, options));
    }

    private sealed class Throwing : EmbeddingTarget
    {
        protected override EmbeddingFile Open(GuardedBytes bytes, EmbeddingReadOptions options) =>
            bytes.Length % 2 == 0 ? base.Open(bytes, options) : throw new OverflowException("a length of no file");
    }

    private sealed class Drifting(EmbeddingFile file) : EmbeddingFile
    {
        private int _reads;

        public override int Count => file.Count;

        public override int Dimension => file.Dimension;

        public override string Format => file.Format;

        public override bool HasIds => file.HasIds;

        public override ulong ContentHash => file.ContentHash;

        public override void ReadRow(int row, Span<float> destination)
        {
            file.ReadRow(row, destination);
            destination[0] += _reads++;
        }

        public override ReadOnlySpan<byte> GetId(int row) => file.GetId(row);

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
