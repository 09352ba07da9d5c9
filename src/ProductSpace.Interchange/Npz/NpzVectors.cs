using System.IO.Compression;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Npz;

/// <summary>
/// .npz of numpy: a zip archive of .npy arrays. Read: the one matrix of numbers, and an array of ids, which is as long
/// as the matrix and has a name that ids have. Both are unpacked as a stream; what the archive declares of their size
/// is not believed.
/// </summary>
internal static class NpzVectors
{
    private const string Unit = "row";
    private const string Extension = ".npy";
    private const int MaxEntries = 10_000;
    private const int RowsBetweenReports = 1 << 12;

    public static bool Matches(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8);

    public static EmbeddingFile Read(SourceFile file)
    {
        try
        {
            using ZipArchive archive = new(file.Open(), ZipArchiveMode.Read);
            return Read(file, archive);
        }
        catch (Exception exception) when (Damage.IsIn(exception))
        {
            throw file.Damaged("zip or .npz", exception);
        }
    }

    private static EmbeddingFile Read(SourceFile file, ZipArchive archive)
    {
        if (archive.Entries.Count > MaxEntries)
        {
            throw file.Refuse(
                $"is a zip archive of {archive.Entries.Count} files", "save the one matrix with numpy.savez");
        }

        List<string> matrices = [], lists = [], others = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
            {
                others.Add(entry.FullName);
                continue;
            }

            using Stream stream = entry.Open();
            NpyArray array = NpyArray.ReadHeader(stream, file.Path);
            (array.IsMatrix ? matrices : array.IsIds ? lists : others).Add(entry.FullName[..^Extension.Length]);
        }

        if (matrices.Count == 0 && lists.Count == 0 && !archive.Entries.Any(
            entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal)))
        {
            throw file.Refuse(
                "is a zip archive without an .npy array", "unpack it, or save the matrix with numpy.savez");
        }

        string vector = ColumnGuess.Vector(
            matrices, file.Columns.Vector, file.Path, "matrices of numbers", [.. lists, .. others]);
        bool guess = file.Options.GivenIds is null || file.Columns.Id is not null;
        string? id = guess ? ColumnGuess.Id(lists, file.Columns.Id, file.Path) : null;
        using Stream vectors = EntryOf(archive, vector).Open();
        NpyArray matrix = NpyArray.ReadHeader(vectors, file.Path);
        using Stream? ids = id is null ? null : EntryOf(archive, id).Open();
        NpyArray? idArray = ids is null ? null : NpyArray.ReadHeader(ids, file.Path);
        if (matrix.IsFortran)
        {
            throw file.Refuse(
                $"array {ColumnGuess.Shown(vector)} is stored in Fortran order",
                "save it with numpy.savez(name, numpy.ascontiguousarray(matrix))");
        }

        if (idArray is not null && idArray.Count != matrix.Count)
        {
            throw file.Refuse(
                $"has {idArray.Count} ids in {ColumnGuess.Shown(id!)}, but {matrix.Count} rows in "
                    + ColumnGuess.Shown(vector),
                "save both of one matrix, or give --ids");
        }

        return Read(file, vectors, matrix, ids, idArray, (vector, id));
    }

    private static EmbeddingFile Read(
        SourceFile file,
        Stream vectors,
        NpyArray matrix,
        Stream? ids,
        NpyArray? idArray,
        (string Vector, string? Id) names)
    {
        int rows = Refusal.Rows(file.Path, matrix.Count);
        int dimension = Refusal.Dimension(file.Path, matrix.Dimension, file.Options);
        using RowSink sink = file.NewSink(hasIds: ids is not null);
        byte[] bytes = new byte[dimension * Numbers.SizeOf(matrix.Kind)];
        byte[] idBytes = new byte[idArray?.ValueBytes ?? 0];
        float[] numbers = new float[dimension];
        for (int row = 0; row < rows; row++)
        {
            Fill(file, vectors, bytes, names.Vector, row);
            Numbers.Convert(matrix.Kind, bytes, numbers);
            ReadOnlySpan<byte> id = default;
            if (ids is not null)
            {
                Fill(file, ids, idBytes, names.Id!, row);
                id = idArray!.TextOf(idBytes);
            }

            sink.Add(id, numbers, Unit, row);
            if (row % RowsBetweenReports == 0)
            {
                file.Report((double)row / rows);
            }
        }

        if (vectors.ReadByte() >= 0)
        {
            throw file.Refuse(
                $"array {ColumnGuess.Shown(names.Vector)} has more bytes than its {rows} rows of {dimension} numbers",
                "save it again with numpy.savez");
        }

        string form = $"npz, array {names.Vector}" + (names.Id is null ? string.Empty : $", ids in {names.Id}");
        return sink.Finish(form, file.Hash(), Unit, 0);
    }

    private static void Fill(SourceFile file, Stream stream, byte[] bytes, string name, int row)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw file.Refuse($"array {ColumnGuess.Shown(name)} is cut short at row {row}", Refusal.Recopy);
        }
    }

    private static ZipArchiveEntry EntryOf(ZipArchive archive, string name) => archive.GetEntry(name + Extension)!;
}
