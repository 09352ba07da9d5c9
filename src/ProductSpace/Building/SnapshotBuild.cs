using System.Linq;
using System.Text;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>Runs the steps of a build: catalogue, Similar, Next, tables by ordinal, calibration, publication.</summary>
internal sealed class SnapshotBuild(
    BuildInput input,
    IEnumerable<CatalogProduct>? catalogRows,
    IReadOnlyList<string> payloadColumns,
    IReadOnlyList<string> facets,
    IReadOnlyList<string> numbers,
    IEnumerable<IReadOnlyList<string>>? sessions,
    BuildOptions options,
    IProgress<BuildProgress>? progress,
    CancellationToken cancellationToken)
{
    private const int CalibrationQueries = 400;

    /// <summary>A large shop without a graph uses fewer, because the exact answers then dominate the build.</summary>
    private const int CalibrationQueriesOfLargeShops = 200;
    private const int LargeShop = 1 << 18;

    private readonly ParallelContext _context = new(
        options.Threads == 0 ? Environment.ProcessorCount : options.Threads, cancellationToken);

    /// <summary>Item tables to write, by the ids of their own products.</summary>
    public IReadOnlyList<ItemTableInput> Tables { get; init; } = [];

    /// <summary>Popularity to write; null for none.</summary>
    public PopularityInput? Popularity { get; init; }

    /// <summary>Named bytes to write beside the rest.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    public BuildReport Run(ISnapshotTarget target)
    {
        SnapshotWriter writer = new(target);
        using Catalog catalog = new(input.Count, payloadColumns, facets, numbers);
        Report("reading the catalogue", 0, 1);
        catalog.Read(catalogRows, input.Table, cancellationToken);
        CatalogReport? catalogReport =
            catalogRows is null ? null : CatalogJoin.Check(catalog, input.Ids, options.AllowUnjoinedCatalog);
        Report("reading the catalogue", 1, 1);

        ShopSessions? shop = ReadSessions();
        int dimension = input.Similar.Dimension + (HasDot ? 1 : 0);
        uint[] signs = HadamardRotation.Signs(options.Seed, dimension);
        Rotation rotation = new(signs, dimension);
        writer.Write<uint>(SectionId.RotationSigns, signs);
        FillHeader(writer.Header, catalog, dimension);
        if (HasDot)
        {
            double[] radii = [FormOf(0).Radius, FormOf(1).Radius];
            writer.Write<double>(SectionId.Radii, radii.AsSpan(0, writer.Header.SpaceCount));
        }

        SpaceBuild similar = CreateSpace(0, input.Similar, input.SimilarRows, rotation);
        List<SpaceBuild> spaces = [similar];
        CellOrder order = similar.Run(writer, catalog.Primary, catalog.Tree);
        int[] ordinalOf = Inverse(order.Rows);
        if (input.Next is EmbeddingFile next)
        {
            spaces.Add(CreateSpace(1, next, input.NextRows, rotation));
            CellOrder nextOrder = spaces[1].Run(writer, catalog.Primary, catalog.Tree);
            int[] ordinals = Array.ConvertAll(nextOrder.Rows, product => ordinalOf[product]);
            writer.Write<int>(SectionId.OfSpace(1, SectionId.Ordinals), ordinals);
            writer.Write<int>(SectionId.OfSpace(1, SectionId.Slots), Inverse(ordinals));
        }

        cancellationToken.ThrowIfCancellationRequested();
        new ProductTables(writer, input, catalog, order.Rows, ordinalOf).Write();
        new ItemTableSections(writer, input, order.Rows, ordinalOf).Write(Tables, cancellationToken);
        if (Popularity is not null)
        {
            new PopularitySections(writer, input, catalog, ordinalOf).Write(Popularity);
        }

        AttachmentSections.Write(writer, Attachments);
        if (options.Structures != IndexStructures.Scan)
        {
            Calibrate(writer, shop, ordinalOf);
        }

        cancellationToken.ThrowIfCancellationRequested();
        Report("publishing", 0, 1);
        writer.Publish();
        Report("publishing", 1, 1);
        return new BuildReport
        {
            SimilarityHint = HintOf(0) ?? HintOf(1),
            CalibrationSessions = shop?.Count ?? 0,
            Catalog = catalogReport,
            Path = target.Name,
            FileBytes = writer.Header.FileLength,
            Products = input.Count,
            Dimension = input.Similar.Dimension,
            Skipped = input.Skipped,
            SkippedExamples = input.SkippedExamples,
            WithoutCatalogRow = catalogRows is null ? 0 : catalog.WithoutRow,
            WithoutVector = catalog.WithoutVector,
            WithoutVectorExamples = catalog.WithoutVectorExamples,
            EqualProducts = writer.Header.Spaces[0].EqualRows,
            Structures = options.Structures,
            KeepsGivenVectors = spaces.TrueForAll(space => space.KeepsGiven),
            Warnings = [.. spaces.SelectMany(space => space.Survey.Lines(IdOf))],
            Repaired = writer.Header.Spaces[0].Repaired + writer.Header.Spaces[1].Repaired,
        };
    }

    private static int[] Inverse(int[] permutation)
    {
        int[] inverse = new int[permutation.Length];
        for (int i = 0; i < permutation.Length; i++)
        {
            inverse[permutation[i]] = i;
        }

        return inverse;
    }

    /// <summary>Whether a space has dot products, so that all rows have an extra number.</summary>
    private bool HasDot =>
        options.Similarity == Similarity.Dot || (input.Next is not null && options.SimilarityOfNext == Similarity.Dot);

    private Similarity SimilarityOf(int space) => space == 0 ? options.Similarity : options.SimilarityOfNext;

    private RowForm FormOf(int space) =>
        new(SimilarityOf(space) == Similarity.Dot ? input.Lengths[space].Longest : 0, HasDot);

    private string? HintOf(int space)
    {
        VectorLengths lengths = input.Lengths[space];
        string where = space == 0 ? string.Empty : "in the space Next, ";
        return SimilarityOf(space) == Similarity.Dot || !lengths.VaryWidely ? null
            : $"the similarity cosine ignores lengths, and {where}{lengths.Spread}; if these are vectors of ALS, BPR "
                + "or another model that scores by the dot product, build with "
                + $"--{(space == 0 ? string.Empty : "next-")}similarity dot";
    }

    private void FillHeader(SnapshotHeader header, Catalog catalog, int dimension)
    {
        header.ProductCount = input.Count;
        header.Dimension = dimension;
        header.SpaceCount = input.Next is null ? 1 : 2;
        if (options.HasGraph)
        {
            SelectionRule rule = SelectionRule.For(options.M, 0);
            header.M = options.M;
            header.EfConstruction = options.EfConstruction;
            header.AlphaNumerator = rule.AlphaNumerator;
            header.AlphaDenominator = rule.AlphaDenominator;
        }

        header.CategoryCount = catalog.Tree.Count;
        header.ProductsWithoutRow = catalogRows is null ? 0 : catalog.WithoutRow;
        header.Seed = options.Seed;
        header.SimilarHash = input.Similar.ContentHash;
        header.NextHash = input.Next?.ContentHash ?? 0;
        header.CatalogHash = catalog.Hash;
        header.SkippedVectors = input.Skipped;
    }

    private string IdOf(int product) => Printable.Of(Encoding.UTF8.GetString(input.Ids[product]));

    private SpaceBuild CreateSpace(int space, EmbeddingFile vectors, int[] rows, Rotation rotation)
    {
        string name = space == 0 ? "similar" : "next";
        long inserted = 0;
        ParallelContext context = new(
            _context.Threads,
            cancellationToken,
            (nodes, expected) => Report($"building the graph ({name})", inserted += nodes, expected));
        return new SpaceBuild(
            space,
            vectors,
            rows,
            rotation,
            FormOf(space),
            options,
            context,
            (stage, done, total) => Report($"{stage} ({name})", done, total));
    }

    /// <summary>Reads the sessions before the graph is built, so that a wrong file does not waste a build.</summary>
    private ShopSessions? ReadSessions()
    {
        if (sessions is null)
        {
            return null;
        }

        Report("reading the sessions", 0, 1);
        ShopSessions shop = ShopSessions.Read(
            sessions,
            CalibrationBuilder.Views,
            CalibrationQueries,
            id => input.Table.TryFind(id, out int product) ? product : -1,
            options.Seed,
            cancellationToken);
        Report("reading the sessions", 1, 1);
        return shop;
    }

    /// <summary>Calibrates every space on the sections written so far; the results are the last sections.</summary>
    private void Calibrate(SnapshotWriter writer, ShopSessions? shop, int[] ordinalOf)
    {
        List<CalibrationRow[]> tables = [];
        List<CellCalibrationRow[]> cellTables = [];
        List<WalkStopBuilder> stops = [];
        using (IByteOwner written = writer.OpenWritten())
        {
            SnapshotSections sections = writer.ReadWritten(written);
            SpaceView similar = SnapshotViews.OpenSpace(sections, writer.Header, 0);
            for (int space = 0; space < writer.Header.SpaceCount; space++)
            {
                Report("calibrating", space, writer.Header.SpaceCount);
                SpaceView view = space == 0 ? similar : SnapshotViews.OpenSpace(sections, writer.Header, space);
                List<QuerySet> sets = CalibrationBuilder.Sets(
                    similar,
                    view,
                    (options.HasGraph || input.Count < LargeShop ? CalibrationQueries : CalibrationQueriesOfLargeShops)
                        / options.CalibrationDivisor,
                    shop,
                    ordinalOf,
                    SeededRandom.Hash(options.Seed, 0xCA11 + (ulong)space),
                    _context);
                tables.Add(CalibrationBuilder.Measure(similar, view, sets, _context));
                cellTables.Add(CellCalibrationBuilder.Measure(similar, view, sets, _context));
                stops.Add(WalkStopBuilder.Measure(
                    similar,
                    view,
                    sets.Count == 0 || view.Model.Form.IsDot ? [] : QueryFamily.Make(
                        similar,
                        WalkStopBuilder.QueriesOfAFamily / options.CalibrationDivisor,
                        shop,
                        ordinalOf,
                        SeededRandom.Hash(options.Seed, 0xFA11 + (ulong)space),
                        _context),
                    view.Cells is null || input.Count < options.LeastProductsOfStarts
                        ? [] : WalkStopBuilder.NumbersOfCells,
                    _context));
            }

            GC.KeepAlive(written);
        }

        for (int space = 0; space < tables.Count; space++)
        {
            if (options.HasGraph)
            {
                writer.Write<CalibrationRow>(SectionId.OfSpace(space, SectionId.Calibration), tables[space]);
            }

            if (stops[space].Rows.Length > 0)
            {
                writer.Write(SectionId.OfSpace(space, SectionId.WalkStops), stops[space].Rows, required: false);
                writer.Write(SectionId.OfSpace(space, SectionId.WalkMisses), stops[space].Misses, required: false);
            }

            if (stops[space].Starts.Count > 0)
            {
                writer.Write<CellStartRow>(
                    SectionId.OfSpace(space, SectionId.CellStarts), stops[space].RowsOfStarts, required: false);
                writer.Write<ushort>(
                    SectionId.OfSpace(space, SectionId.CellStartMisses), stops[space].MissesOfStarts, required: false);
            }

            if (options.HasCells)
            {
                writer.Write<CellCalibrationRow>(
                    SectionId.OfSpace(space, SectionId.CellCalibration), cellTables[space], required: false);
            }
        }

        Report("calibrating", tables.Count, tables.Count);
    }

    private void Report(string stage, long done, long total) => progress?.Report(new BuildProgress(stage, done, total));
}
