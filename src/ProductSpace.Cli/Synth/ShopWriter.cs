using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Writes a synthetic shop: two matrices, ids, products and sessions. All files appear together at the end; a cancelled
/// or failed run leaves none. Equal options give equal bytes, whatever the machine and the number of threads.
/// </summary>
internal static class ShopWriter
{
    public const string VectorsFile = "vectors.fvecs";
    public const string NextFile = "next.fvecs";
    public const string IdsFile = "ids.txt";
    public const string ProductsFile = "products.csv";
    public const string SessionsFile = "sessions.csv";

    private const int VectorRowsPerBlock = 2_048;
    private const int TextRowsPerBlock = 8_192;
    private const string SessionHeader = "session_id,timestamp,product_id,event_type\n";

    private delegate void FillRow(int row, Span<float> destination, Span<float> scratch);

    /// <summary>
    /// Writes the five files to a directory, which is created if it is missing; older files are replaced.
    /// </summary>
    public static void Write(
        SyntheticShopOptions options,
        string outputDirectory,
        IProgress<double>? progress,
        CancellationToken ct)
    {
        options.Validate();
        ct.ThrowIfCancellationRequested();
        var shop = new SyntheticShop(options);
        var vectors = new VectorGenerator(shop, HardnessProfile.Of(options.Hardness));
        double total = (4.0 * options.Products) + options.Sessions;
        long done = 0;
        void Written(int rows)
        {
            done += rows;
            progress?.Report(done / total);
        }

        using var files = new FileSet(outputDirectory);
        using (FileStream sink = files.Create(VectorsFile))
        {
            WriteMatrix(sink, options.Products, options, vectors.FillIn, Written, ct);
        }

        using (FileStream sink = files.Create(NextFile))
        {
            WriteMatrix(sink, options.Products, options, vectors.FillOut, Written, ct);
        }

        WriteText(
            files,
            IdsFile,
            "",
            options.Products,
            options,
            (product, line) => line.Append(SyntheticShop.IdOf(product)).Append('\n'),
            Written,
            ct);
        WriteText(
            files,
            ProductsFile,
            ProductLine.HeaderOf(options),
            options.Products,
            options,
            (product, line) => line.Append(ProductLine.Format(shop, product)),
            Written,
            ct);
        WriteSessions(files, shop, Written, ct);
        ct.ThrowIfCancellationRequested();
        files.Publish();
    }

    /// <summary>Writes session queries for measuring an index over vectors.fvecs of the same options.</summary>
    public static void WriteQueries(SyntheticShopOptions options, int count, string path, CancellationToken ct)
    {
        var shop = new SyntheticShop(options);
        WriteQueries(shop, HardnessProfile.Of(options.Hardness), count, path, ct);
    }

    internal static void WriteQueries(
        SyntheticShop shop,
        HardnessProfile profile,
        int count,
        string path,
        CancellationToken ct)
    {
        if (count < 1)
        {
            throw new ArgumentException($"Synthetic shop: the number of queries is {count}; give at least 1.");
        }

        var queries = new QueryGenerator(shop, new VectorGenerator(shop, profile));
        string full = Path.GetFullPath(path);
        using var files = new FileSet(Path.GetDirectoryName(full)!);
        using (FileStream sink = files.Create(Path.GetFileName(full)))
        {
            WriteMatrix(sink, count, shop.Options, (row, destination, _) => queries.Fill(row, destination), null, ct);
        }

        files.Publish();
    }

    private static void WriteMatrix(
        Stream sink,
        int rows,
        SyntheticShopOptions options,
        FillRow fill,
        Action<int>? written,
        CancellationToken ct)
    {
        int dimension = options.Dimension;
        int rowBytes = 4 + (4 * dimension);
        OrderedBlocks.Write(
            sink,
            rows,
            VectorRowsPerBlock,
            options.Threads,
            (first, count, buffer) =>
            {
                var row = new float[dimension];
                var scratch = new float[dimension];
                for (int i = 0; i < count; i++)
                {
                    fill(first + i, row, scratch);
                    Span<byte> bytes = buffer.GetSpan(rowBytes);
                    BinaryPrimitives.WriteInt32LittleEndian(bytes, dimension);
                    for (int j = 0; j < dimension; j++)
                    {
                        BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 + (4 * j))..], row[j]);
                    }

                    buffer.Advance(rowBytes);
                }
            },
            written,
            ct);
    }

    private static void WriteText(
        FileSet files,
        string name,
        string header,
        int rows,
        SyntheticShopOptions options,
        Action<int, StringBuilder> append,
        Action<int> written,
        CancellationToken ct)
    {
        using FileStream sink = files.Create(name);
        sink.Write(Encoding.UTF8.GetBytes(header));
        OrderedBlocks.Write(
            sink,
            rows,
            TextRowsPerBlock,
            options.Threads,
            (first, count, buffer) =>
            {
                var text = new StringBuilder();
                for (int i = 0; i < count; i++)
                {
                    append(first + i, text);
                }

                foreach (ReadOnlyMemory<char> chunk in text.GetChunks())
                {
                    Encoding.UTF8.GetBytes(chunk.Span, buffer);
                }
            },
            written,
            ct);
    }

    private static void WriteSessions(FileSet files, SyntheticShop shop, Action<int> written, CancellationToken ct)
    {
        var sessions = new SessionGenerator(shop);
        WriteText(
            files,
            SessionsFile,
            SessionHeader,
            shop.Options.Sessions,
            shop.Options,
            (session, text) =>
            {
                var list = new List<SessionEvent>();
                sessions.Fill(session, list);
                foreach (SessionEvent e in list)
                {
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"s{session:00000000},{e.TimeMilliseconds},{SyntheticShop.IdOf(e.Product)},{Word(e.Type)}\n");
                }
            },
            written,
            ct);
    }

    private static string Word(SessionEventType type) =>
        type switch
        {
            SessionEventType.View => "view",
            SessionEventType.Cart => "cart",
            _ => "purchase",
        };
}
