using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>
/// The .bin of fastText, version 12: magic, version, arguments; dictionary (int32 size, words, labels; int64 tokens,
/// pruned; entries of id, 0, int64 count, int8 type); then twice a flag "quantised", int64 rows and columns, and
/// float32 row by row: IN, OUT. IN has further rows for buckets of n-grams, which such a model does not use. The
/// sentence end &lt;/s&gt; is dropped from both.
/// </summary>
internal static class FastTextModel
{
    /// <summary>Size of an entry with an id of one byte: id, zero, count, type.</summary>
    private const int ShortestEntryBytes = 2 + sizeof(long) + 1;

    private const int RowsBetweenChecks = 1 << 12;

    private static ReadOnlySpan<byte> SentenceEnd => "</s>"u8;

    /// <summary>Returns true for a file that begins with the magic number of fastText.</summary>
    public static bool Matches(string path)
    {
        if (!File.Exists(path) || !LibC.IsSeekable(path))
        {
            return false;
        }

        Span<byte> head = stackalloc byte[sizeof(int)];
        using FileStream file = new(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read | FileShare.Delete,
            bufferSize: 1);
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(head) == FastTextHeader.Magic;
    }

    public static ModelContent Read(
        string path,
        CancellationToken cancellationToken,
        Similarity? similarity = null,
        IProgress<BuildProgress>? progress = null)
    {
        using MappedFile file = MappedFile.OpenRead(path);
        FastTextCursor cursor = new(path, file.Bytes);
        FastTextHeader header = FastTextHeader.Read(ref cursor);
        Utf8List ids = new();
        AlignedBuffer<float>? input = null, output = null;
        try
        {
            long[] counts = ReadDictionary(ref cursor, ids, cancellationToken, out int words, out int dropped);
            ModelFolder.RequireUnique(ids, path);
            input = ReadMatrix(
                ref cursor,
                header,
                (long)words + header.Bucket,
                "input",
                words,
                dropped,
                ids,
                Report(0, words),
                cancellationToken);
            output = ReadMatrix(
                ref cursor, header, words, "output", words, dropped, ids, Report(1, words), cancellationToken);
            if (cursor.Left > 0)
            {
                throw Refusal.Of(path, $"goes on at byte {cursor.Position} after its last matrix", Refusal.Recopy);
            }

            if (!header.HasOut)
            {
                output.Dispose();
                output = null;
            }

            string kind = header.IsSkipGram ? "skipgram" : "cbow";
            string source = $"imported from fastText {kind}{(header.HasOut ? string.Empty : ", hierarchical softmax")}";
            return new ModelContent(
                ids,
                counts,
                [],
                input,
                output,
                header.Dimension,
                MatrixRows.StrideOf(header.Dimension),
                new ModelProvenance { Source = source, Similarity = similarity });
        }
        catch
        {
            ids.Dispose();
            input?.Dispose();
            output?.Dispose();
            throw;
        }

        Action<int>? Report(int read, int words) => progress is null
            ? null
            : word => progress.Report(
                new BuildProgress("reading the vectors", ((long)read * words) + word, 2L * words));
    }

    private static long[] ReadDictionary(
        ref FastTextCursor cursor,
        Utf8List ids,
        CancellationToken cancellationToken,
        out int words,
        out int dropped)
    {
        string path = cursor.Path;
        long size = cursor.Int32();
        words = cursor.Int32();
        int labels = cursor.Int32();
        cursor.Skip(sizeof(long)); // tokens
        long pruned = cursor.Int64();
        if (words < 1 || labels < 0 || size != (long)words + labels || size > cursor.Left / ShortestEntryBytes)
        {
            throw Refusal.Of(
                path,
                $"declares a dictionary of {size} entries, {words} words and {labels} labels, in {cursor.Left} bytes",
                Refusal.Recopy);
        }

        if (labels > 0)
        {
            throw Refusal.Of(
                path,
                $"holds {labels} labels, ids that begin with __label__",
                "train with another -label, so that ids are words");
        }

        if (pruned > 0)
        {
            throw Refusal.Of(path, "is a pruned (quantised) fastText model", "import the .bin that it was made of");
        }

        dropped = -1;
        long[] counts = new long[words];
        int kept = 0;
        for (int word = 0; word < words; word++)
        {
            if (word % RowsBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> id = cursor.Text();
            long count = cursor.Int64();
            byte type = cursor.Byte();
            if (id.IsEmpty || count < 0 || type != 0)
            {
                throw Refusal.Of(
                    path,
                    $"has a damaged entry of the dictionary, number {word + 1} (id {Refusal.Quote(id)}, count "
                    + $"{count}, type {type})",
                    Refusal.Recopy);
            }

            if (dropped < 0 && id.SequenceEqual(SentenceEnd))
            {
                dropped = word;
                continue;
            }

            ids.Add(Utf8.IsValid(id) ? id : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(id)));
            counts[kept++] = count;
        }

        return kept > 0
            ? counts[..kept]
            : throw Refusal.Of(
                path,
                "holds no product, only the end of sentences",
                "choose a model with at least one word");
    }

    /// <summary>Reads the rows of the words, except that of the sentence end.</summary>
    private static AlignedBuffer<float> ReadMatrix(
        ref FastTextCursor cursor,
        FastTextHeader header,
        long expectedRows,
        string name,
        int words,
        int dropped,
        Utf8List ids,
        Action<int>? report,
        CancellationToken cancellationToken)
    {
        string path = cursor.Path;
        if (cursor.Flag())
        {
            throw Refusal.Of(path, $"has a quantised {name} matrix", "import the .bin that it was made of");
        }

        long rows = cursor.Int64();
        long columns = cursor.Int64();
        long rowBytes = header.Dimension * (long)sizeof(float);
        if (rows != expectedRows || columns != header.Dimension)
        {
            throw Refusal.Of(
                path,
                $"declares an {name} matrix of {rows} x {columns}, the arguments and the dictionary say "
                + $"{expectedRows} x {header.Dimension}",
                Refusal.Recopy);
        }

        if (rows > cursor.Left / rowBytes)
        {
            throw cursor.CutShort();
        }

        int stride = MatrixRows.StrideOf(header.Dimension);
        AlignedBuffer<float> matrix = new((long)ids.Count * stride);
        try
        {
            int product = 0;
            for (int word = 0; word < words; word++)
            {
                if (word % RowsBetweenChecks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    report?.Invoke(word);
                }

                ReadOnlySpan<byte> bytes = cursor.Take((int)rowBytes);
                if (word == dropped)
                {
                    continue;
                }

                Span<float> vector = matrix.View.Slice((long)product * stride, header.Dimension);
                bytes.CopyTo(MemoryMarshal.AsBytes(vector));
                ModelImport.RequireFinite(vector, path, $"{name} matrix, word {word + 1}", ids[product]);
                product++;
            }

            cursor.Skip((rows - words) * rowBytes);
            report?.Invoke(words);
            return matrix;
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }
}
