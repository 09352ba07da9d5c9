using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Opens an embedding file of any supported format, recognised by its content and never by its name. Formats of fixed
/// row length are mapped and read in place; others are unpacked once into scratch files. Every fault of a file ends in
/// an <see cref="EmbeddingFormatException"/>, with memory bounded by constants.
/// </summary>
internal static class EmbeddingFiles
{
    private const int HeadBytes = 256;

    private enum Form
    {
        Npy,
        Safetensors,
        Fvecs,
        Unpacked,
    }

    /// <summary>Opens a file; the caller disposes the result.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file alone does not say.</param>
    /// <param name="progress">Receives the unpacked share of the file, 0 to 1; mapped formats are ready at
    /// once.</param>
    /// <param name="cancellationToken">Ends the unpacking and removes what it wrote.</param>
    /// <exception cref="EmbeddingFormatException">The file has none of the formats, is cut short, or contradicts itself
    /// or the options.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public static EmbeddingFile Open(
        string path,
        EmbeddingReadOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new EmbeddingReadOptions();
        CheckOptions(options);
        cancellationToken.ThrowIfCancellationRequested();
        RefuseSpecial(path);
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..ReadHead(path, head)];
        if (head.IsEmpty)
        {
            throw Refusal.Of(path, "is empty", Refusal.Recopy);
        }

        Form form = Find(path, head, options);
        if (form == Form.Unpacked)
        {
            return Conversion.Run(path, OpenStream(path), IsGzip(head), options, progress, cancellationToken);
        }

        MappedFile file = MappedFile.OpenRead(path);
        try
        {
            EmbeddingFile mapped = OpenMapped(file, path, form, options);
            progress?.Report(1);
            return mapped;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens an embedding file over given bytes, which are disposed with the result, or here on failure. If the options
    /// unpack in memory there are no scratch files, so that many small files can be read without touching a disk.
    /// </summary>
    /// <exception cref="EmbeddingFormatException">The file has none of the formats, is cut short, or contradicts itself
    /// or the options.</exception>
    public static EmbeddingFile Open(IByteOwner file, string path, EmbeddingReadOptions? options = null)
    {
        options ??= new EmbeddingReadOptions();
        bool isKept = false;
        try
        {
            CheckOptions(options);
            ReadOnlySpan<byte> head = file.Bytes.Slice(0, (int)Math.Min(HeadBytes, file.Length));
            if (head.IsEmpty)
            {
                throw Refusal.Of(path, "is empty", Refusal.Recopy);
            }

            Form form = Find(path, head, options);
            if (form == Form.Unpacked)
            {
                MemoryStream copy = new(file.Bytes.Slice(0, checked((int)file.Length)).ToArray(), writable: false);
                return Conversion.Run(path, copy, IsGzip(head), options, progress: null, CancellationToken.None);
            }

            EmbeddingFile mapped = OpenMapped(file, path, form, options);
            isKept = true;
            return mapped;
        }
        finally
        {
            if (!isKept)
            {
                file.Dispose();
            }
        }
    }

    private static void CheckOptions(EmbeddingReadOptions options)
    {
        if (options.Dimension is < 1 or > EmbeddingLimits.MaxDimension)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"the dimension {options.Dimension} is not in 1 to {EmbeddingLimits.MaxDimension}");
        }
    }

    private static Form Find(string path, ReadOnlySpan<byte> head, EmbeddingReadOptions options)
    {
        Form form = Find(head);
        return options.Tensor is string tensor && form != Form.Safetensors
            ? throw Refusal.Of(
                path,
                $"is not a safetensors file, so the tensor name {Refusal.Quote(Encoding.UTF8.GetBytes(tensor))} does "
                    + "not apply",
                "leave the name out")
            : form;
    }

    private static Form Find(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(NpyFile.Magic))
        {
            return Form.Npy;
        }

        if (SafetensorsFile.Matches(head))
        {
            return Form.Safetensors;
        }

        return FvecsFile.Matches(head) ? Form.Fvecs : Form.Unpacked;
    }

    private static MappedEmbeddingFile OpenMapped(
        IByteOwner file, string path, Form form, EmbeddingReadOptions options) =>
        form switch
    {
        Form.Npy => NpyFile.Open(file, path, options),
        Form.Safetensors => SafetensorsFile.Open(file, path, options),
        _ => FvecsFile.Open(file, path, options),
    };

    private static bool IsGzip(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    private static int ReadHead(string path, Span<byte> head)
    {
        using FileStream stream = OpenStream(path);
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
    }

    private static FileStream OpenStream(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);

    /// <summary>Refuses directories, and pipes, whose plain open could wait for a writer for ever.</summary>
    public static void RefuseSpecial(string path)
    {
        if (Directory.Exists(path))
        {
            throw Refusal.Of(path, "is a directory", "name a file in it");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: no such file; check the name", path);
        }

        if (!LibC.IsSeekable(path))
        {
            throw Refusal.Of(path, "is a pipe or device, not a regular file", "write it to a file first");
        }
    }
}
