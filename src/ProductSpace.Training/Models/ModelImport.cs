using System.Text;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Models;

/// <summary>Makes a model of vectors that another program trained. Rows keep the order of the IN file.</summary>
internal static class ModelImport
{
    private const int RowsBetweenChecks = 1 << 12;

    public static ModelContent Read(
        string file,
        string? nextFile,
        string? idFile,
        string? temporaryDirectory,
        Encoding? encoding,
        CancellationToken cancellationToken,
        Similarity? similarity = null,
        Func<string, EmbeddingReadOptions, CancellationToken, EmbeddingFile>? open = null,
        IProgress<BuildProgress>? progress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (Directory.Exists(file) && File.Exists(Path.Combine(file, ModelManifest.FileName)))
        {
            throw new TrainingInputException($"{file}: is a model already; use it as it is, or name a file in it");
        }

        if (FastTextModel.Matches(file))
        {
            return nextFile is null && idFile is null
                ? FastTextModel.Read(file, cancellationToken, similarity, progress)
                : throw new TrainingInputException(
                    $"{file}: is a fastText model, which has its own ids and OUT vectors; leave "
                    + $"{(nextFile is null ? idFile : nextFile)} out");
        }

        Utf8List? given = idFile is null ? null : LineFile.Read(idFile, encoding);
        try
        {
            return Read(file, nextFile, idFile, given, new EmbeddingReadOptions
            {
                TemporaryDirectory = temporaryDirectory,
                TextEncoding = encoding,
                GivenIds = given,
            }, similarity, open ?? Open, progress, cancellationToken);
        }
        catch
        {
            given?.Dispose();
            throw;
        }
    }

    private static EmbeddingFile Open(
        string path, EmbeddingReadOptions options, CancellationToken cancellationToken) =>
        EmbeddingFiles.Open(path, options, null, cancellationToken);

    /// <summary>Reads the matrices. On success the ids belong to the result.</summary>
    private static ModelContent Read(
        string file,
        string? nextFile,
        string? idFile,
        Utf8List? given,
        EmbeddingReadOptions options,
        Similarity? similarity,
        Func<string, EmbeddingReadOptions, CancellationToken, EmbeddingFile> open,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        using EmbeddingFile input = open(file, options, cancellationToken);
        using EmbeddingFile? output = nextFile is null
            ? null
            : open(
                nextFile,
                given is null ? options : options with { Dimension = input.Dimension },
                cancellationToken);
        if (output is not null && (output.Count != input.Count || output.Dimension != input.Dimension))
        {
            throw new TrainingInputException(
                $"{nextFile}: holds {output.Count} x {output.Dimension} numbers, {file} {input.Count} x "
                + $"{input.Dimension}; give the two matrices of one training");
        }

        if (given is not null)
        {
            CheckGiven(file, input, given, idFile!);
        }

        Utf8List ids = given ?? ReadIds(file, input);
        AlignedBuffer<float>? inRows = null, outRows = null;
        try
        {
            ModelFolder.RequireUnique(ids, idFile ?? file);
            inRows = ReadRows(file, input, null, ids, Report(0), cancellationToken);
            outRows = output is null
                ? null
                : ReadRows(
                    nextFile!,
                    output,
                    OutRowsOf(file, ids, nextFile!, output),
                    ids,
                    Report(1),
                    cancellationToken);
            return new ModelContent(
                ids,
                new long[ids.Count],
                [],
                inRows,
                outRows,
                input.Dimension,
                MatrixRows.StrideOf(input.Dimension),
                new ModelProvenance { Source = $"imported from {input.Format}", Similarity = similarity });
        }
        catch
        {
            ids.Dispose();
            inRows?.Dispose();
            outRows?.Dispose();
            throw;
        }

        Action<int>? Report(int read) => progress is null
            ? null
            : row => progress.Report(
                new BuildProgress(
                    "reading the vectors",
                    ((long)read * input.Count) + row,
                    (output is null ? 1L : 2L) * input.Count));
    }

    /// <summary>
    /// Throws for a vector with a number that is not finite: it would spoil every sum that contains it.
    /// </summary>
    public static void RequireFinite(ReadOnlySpan<float> row, string path, string place, ReadOnlySpan<byte> id)
    {
        foreach (float value in row)
        {
            if (!float.IsFinite(value))
            {
                throw new TrainingInputException(
                    $"{path} {place}: product {Refusal.Quote(id)} has a number that is not finite; train again, or "
                    + "remove the row");
            }
        }
    }

    /// <summary>Refuses given ids that are not those of the rows.</summary>
    private static void CheckGiven(string path, EmbeddingFile file, Utf8List given, string idFile)
    {
        if (given.Count != file.Count)
        {
            throw LineFile.Disagrees(idFile, $"{given.Count}", file.Count, path);
        }

        for (int row = 0; file.HasIds && row < file.Count; row++)
        {
            if (!file.GetId(row).SequenceEqual(given[row]))
            {
                throw new TrainingInputException(
                    $"{idFile} line {row + 1}: names {Refusal.Quote(given[row])}, but {path} names that row "
                    + $"{Refusal.Quote(file.GetId(row))} itself ({file.Locate(row)}); leave --ids out, or correct it");
            }
        }
    }

    private static Utf8List ReadIds(string path, EmbeddingFile file)
    {
        if (!file.HasIds)
        {
            throw new TrainingInputException(
                $"{path}: a file of this form ({file.Format}) names no products; give their ids too, one a line (--ids)"
            );
        }

        Utf8List ids = new();
        for (int row = 0; row < file.Count; row++)
        {
            ids.Add(file.GetId(row));
        }

        return ids;
    }

    /// <summary>Returns the row of each product in the OUT file; null if the rows are the same.</summary>
    private static int[]? OutRowsOf(string file, Utf8List ids, string nextFile, EmbeddingFile output)
    {
        if (!output.HasIds)
        {
            return null;
        }

        // The files have equally many rows and every product is found, so that the ids are the same and none occurs
        // twice.
        using Utf8List others = ReadIds(nextFile, output);
        ModelFolder.RequireUnique(others, nextFile);
        using AlignedBuffer<uint> slots = new(ProductIdTable.SlotCount(others.Count));
        (ulong seed, int probes) = ProductIdTable.Fill(others.Offsets, others.Text, slots.View, out _);
        ProductIdTable table = new(others.Offsets, others.Text, slots.View, seed, probes);
        int[] rows = new int[ids.Count];
        for (int product = 0; product < rows.Length; product++)
        {
            if (!table.TryFind(ids[product], out rows[product]))
            {
                throw new TrainingInputException(
                    $"{nextFile}: has no product {Refusal.Quote(ids[product])} of {file}; give the two matrices of "
                    + "one training");
            }
        }

        return rows;
    }

    private static AlignedBuffer<float> ReadRows(
        string path,
        EmbeddingFile file,
        int[]? rowOf,
        Utf8List ids,
        Action<int>? report,
        CancellationToken cancellationToken)
    {
        int stride = MatrixRows.StrideOf(file.Dimension);
        AlignedBuffer<float> matrix = new((long)file.Count * stride);
        try
        {
            for (int product = 0; product < file.Count; product++)
            {
                if (product % RowsBetweenChecks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    report?.Invoke(product);
                }

                int row = rowOf?[product] ?? product;
                Span<float> vector = matrix.View.Slice((long)product * stride, file.Dimension);
                file.ReadRow(row, vector);
                RequireFinite(vector, path, file.Locate(row), ids[product]);
            }

            report?.Invoke(file.Count);
            return matrix;
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }
}
