using System.IO.Compression;
using ProductSpace.Interchange.ArrowForm;
using ProductSpace.Interchange.Binary;
using ProductSpace.Interchange.Hdf5;
using ProductSpace.Interchange.Npz;
using ProductSpace.Interchange.ParquetForm;
using ProductSpace.Interchange.Rows;
using ProductSpace.Interchange.Text;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Opening;

/// <summary>
/// Opens an embedding file of any form, the engine's and those of this project, recognised by its content. A name
/// decides only where content cannot: whether bytes have signs. Every fault of a file ends in an
/// <see cref="EmbeddingFormatException"/>.
/// </summary>
internal static class VectorForms
{
    private const int HeadBytes = 1 << 16;

    private enum Form
    {
        Engine,
        Parquet,
        Arrow,
        Hdf5,
        Npz,
        JsonLines,
        Separated,
    }

    /// <summary>Opens a file; the caller disposes the result.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file alone does not say.</param>
    /// <param name="columns">Which columns to read, where the file has columns.</param>
    /// <param name="progress">Receives the unpacked share of the file, 0 to 1.</param>
    /// <param name="cancellationToken">Ends the unpacking and removes what it wrote.</param>
    /// <exception cref="EmbeddingFormatException">The file has none of the forms, is cut short, or contradicts itself
    /// or the options.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static EmbeddingFile Open(
        string path,
        EmbeddingReadOptions? options = null,
        ColumnChoice columns = default,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new EmbeddingReadOptions();
        EmbeddingFiles.RefuseSpecial(path);
        SourceFile file = SourceFile.OnDisk(path, options, columns, progress, cancellationToken);
        if (OpenColumns(file) is EmbeddingFile read)
        {
            return read;
        }

        MappedFile? map = file.Length == 0 ? null : MappedFile.OpenRead(path);
        EmbeddingFile? rows = null;
        try
        {
            rows = map is null ? null : OpenBinary(map, file);
        }
        finally
        {
            if (rows is null)
            {
                map?.Dispose();
            }
        }

        RequireNoColumns(file);
        return rows ?? EmbeddingFiles.Open(path, options, progress, cancellationToken);
    }

    /// <summary>
    /// Opens a file of the forms of this project over given bytes, for tests; null for a form of the engine.
    /// </summary>
    public static EmbeddingFile? OpenInMemory(
        byte[] bytes, string path, EmbeddingReadOptions options, ColumnChoice columns)
    {
        SourceFile file = SourceFile.InMemory(path, bytes, options, columns);
        return OpenColumns(file)
            ?? (bytes.Length == 0 ? null : OpenBinary(new CopiedBytes(path, bytes), file));
    }

    /// <summary>Reads a file whose form has a signature, or is text; null for any other.</summary>
    private static EmbeddingFile? OpenColumns(SourceFile file)
    {
        Form form = FormOf(file, out bool isGzip, out char separator);
        if (form != Form.Engine && file.Options.Tensor is not null)
        {
            throw file.Refuse("is not a safetensors file, so that --tensor does not apply", "leave it out");
        }

        EmbeddingFile? read = form switch
        {
            Form.Parquet => ParquetVectors.Read(file),
            Form.Arrow => ArrowVectors.Read(file),
            Form.Hdf5 => file.IsInMemory ? Hdf5Vectors.ReadHere(file) : Hdf5Vectors.Read(file),
            Form.Npz => NpzVectors.Read(file),
            Form.JsonLines => JsonVectors.Read(file, isGzip),
            Form.Separated => CsvVectors.Read(file, isGzip, separator),
            _ => null,
        };
        if (read is not null)
        {
            file.Report(1);
        }

        return read;
    }

    private static BinaryRows? OpenBinary(IByteOwner bytes, SourceFile file)
    {
        if (BinaryForm.Find(bytes, file.Path, file.Options) is BinaryForm form)
        {
            RequireNoColumns(file);
            file.Report(1);
            return new BinaryRows(bytes, file.Path, form);
        }

        BinaryForm.RefuseName(bytes, file.Path);
        return null;
    }

    private static Form FormOf(SourceFile file, out bool isGzip, out char separator)
    {
        using Stream stream = file.Open();
        byte[] buffer = new byte[HeadBytes];
        int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> head = buffer.AsSpan(0, length);
        isGzip = head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
        separator = default;
        if (isGzip)
        {
            head = Unpacked(stream);
        }
        else if (SignatureOf(head) is Form form && form != Form.Engine)
        {
            return form;
        }

        TextForm text = TextForm.Of(head);
        separator = text.Separator;
        return text.Kind switch
        {
            TextFormKind.JsonLines => Form.JsonLines,
            TextFormKind.Separated => Form.Separated,
            _ => Form.Engine,
        };
    }

    private static Form SignatureOf(ReadOnlySpan<byte> head) =>
        ParquetVectors.Matches(head) ? Form.Parquet
        : ArrowMessages.Matches(head) ? Form.Arrow
        : Hdf5Vectors.Matches(head) ? Form.Hdf5
        : NpzVectors.Matches(head) ? Form.Npz
        : Form.Engine;

    /// <summary>The first bytes of a gzip file; none if it is damaged, which its reader will say.</summary>
    private static ReadOnlySpan<byte> Unpacked(Stream stream)
    {
        stream.Position = 0;
        try
        {
            using GZipStream unpacked = new(stream, CompressionMode.Decompress, leaveOpen: true);
            byte[] buffer = new byte[HeadBytes];
            return buffer.AsSpan(0, unpacked.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    private static void RequireNoColumns(SourceFile file)
    {
        if (file.Columns != default)
        {
            throw file.Refuse(
                "is of a form without columns, so that --id-column and --vector-column do not apply", "leave them out");
        }
    }
}
