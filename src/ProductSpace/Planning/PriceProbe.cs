using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// Finds out once in a process what this machine asks for a row of codes in random order, from the cache and from
/// memory, for a row of a scan, and for a block of 4-bit codes, and scales the built-in prices by it. Runs in the
/// background, on memory of its own, after the first question to which two strategies can be an answer (a warm open
/// asks some); never on the thread of an open or a search. The application switch <see cref="Switch"/> set to false
/// leaves the built-in prices, so that a snapshot takes the same strategies on every machine. Safe for concurrent use.
/// </summary>
internal static class PriceProbe
{
    /// <summary>Name of the application switch (runtimeconfig, AppContext); true if it is not set.</summary>
    public const string Switch = "ProductSpace.MeasuredPrices";

    private const int Stride = 128;
    private const int SubQuantisers = 52;
    private const int NearRows = (8 << 20) / Stride;
    private const int FarRows = (int)(CodeRows.ReadAheadFromBytes / Stride);
    private const int Reads = 16_384;
    private const int Passes = 3;

    /// <summary>In a smaller container the memory of the measurement itself would be felt.</summary>
    private const long LeastMemory = 1L << 30;

    /// <summary>More than eight times off tells of a disturbed measurement, not of a processor.</summary>
    private const double Most = 8;

    private static int started;

    /// <summary>
    /// Nanoseconds of the units as <see cref="MachinePrices.BuiltIn"/>'s processor measured them, when a list was still
    /// asked for whole before its first row was compared.
    /// </summary>
    public static readonly Raw Reference = new(Near: 5.3, Far: 7.6, Scan: 1.8, Block: 42.8);

    /// <summary>Starts the measurement if it is wanted and nobody did before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Start()
    {
        if (Volatile.Read(ref started) == 0 && Interlocked.Exchange(ref started, 1) == 0 && Wanted())
        {
            ThreadPool.UnsafeQueueUserWorkItem(static _ => TryMeasure(), null);
        }
    }

    /// <summary>Measures on the caller's thread, for callers that want to see the prices before they search.</summary>
    public static void Finish()
    {
        if (Wanted() && !MachinePrices.Current.Measured)
        {
            Volatile.Write(ref started, 1);
            MachinePrices.Current = Measure();
        }
    }

    /// <summary>
    /// The prices of this machine as they are now; takes about 10 milliseconds once it is compiled, and 64 MiB for that
    /// time.
    /// </summary>
    public static MachinePrices Measure() => Scaled(MeasureRaw());

    /// <summary>
    /// The built-in prices of a walk, of scans and of cells, each times what this machine's unit costs beside the
    /// reference's.
    /// </summary>
    public static MachinePrices Scaled(Raw raw)
    {
        MachinePrices built = MachinePrices.BuiltIn;
        double near = Ratio(raw.Near, Reference.Near);
        double scan = Ratio(raw.Scan, Reference.Scan);
        double block = Ratio(raw.Block, Reference.Block);
        return built with
        {
            WalkNear = built.WalkNear * near,
            WalkFar = built.WalkFar * Ratio(raw.Far, Reference.Far),
            CentroidNear = built.CentroidNear * scan,
            CentroidFar = built.CentroidFar * scan,
            LineNear = built.LineNear * block,
            LineFar = built.LineFar * block,
            Scan = built.Scan * scan,
            Probe = built.Probe * scan,
            Start = built.Start * near,
            Lane = built.Lane * near,
            Measured = true,
        };
    }

    /// <summary>Best of some passes each, so that what else runs on the machine counts little.</summary>
    public static Raw MeasureRaw()
    {
        using AlignedBuffer<byte> memory = new((long)FarRows * Stride);
        CodeRows rows = new(memory.View, FarRows, Stride);
        CellBlocks blocks = new(memory.View, (int)(memory.Length / (SubQuantisers * CellBlocks.Lane)), SubQuantisers);
        sbyte[] query = new sbyte[Stride];
        CellQuery cells = new();
        cells.Prepare(query, new sbyte[SubQuantisers * CellQuery.CodebookBytes], CellQuery.Width * SubQuantisers);
        Raw best = new(double.MaxValue, double.MaxValue, double.MaxValue, double.MaxValue);
        for (int pass = 0; pass < Passes; pass++)
        {
            best = new Raw(
                Math.Min(best.Near, Gather(rows, NearRows, query)),
                Math.Min(best.Far, Gather(rows, FarRows, query)),
                Math.Min(best.Scan, Scan(rows, query)),
                Math.Min(best.Block, Blocks(blocks, cells)));
        }

        return best;
    }

    private static void TryMeasure()
    {
        try
        {
            MachinePrices.Current = Measure();
        }
        catch (OutOfMemoryException)
        {
            // Nobody waits for this thread: the built-in prices stay, and the process lives.
        }
    }

    private static bool Wanted() =>
        (!AppContext.TryGetSwitch(Switch, out bool wanted) || wanted)
            && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= LeastMemory;

    private static double Ratio(double now, double reference) => Math.Clamp(now / reference, 1 / Most, Most);

    /// <summary>Rows in random order, a neighbor list at a time, as a walk asks for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Gather(CodeRows rows, int count, sbyte[] query)
    {
        const int list = 32;
        Span<int> numbers = stackalloc int[list];
        Span<int> dots = stackalloc int[list];
        SeededRandom random = new((ulong)count);
        long start = Stopwatch.GetTimestamp();
        for (int read = 0; read < Reads; read += list)
        {
            for (int i = 0; i < list; i++)
            {
                numbers[i] = random.NextInt(count);
            }

            rows.DotFar(numbers, query, dots);
        }

        return Since(start) / Reads;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Scan(CodeRows rows, sbyte[] query)
    {
        Span<int> dots = stackalloc int[256];
        long start = Stopwatch.GetTimestamp();
        for (int first = 0; first < Reads; first += dots.Length)
        {
            rows.DotRange(first, query, dots);
        }

        return Since(start) / Reads;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Blocks(CellBlocks blocks, CellQuery query)
    {
        const int ahead = 3;
        const int scanned = Reads / 8;
        Span<ushort> sums = stackalloc ushort[CellBlocks.Products];
        Span<int> numbers = stackalloc int[scanned + ahead];
        SeededRandom random = new(1);
        foreach (ref int number in numbers)
        {
            number = random.NextInt(blocks.Count);
        }

        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < scanned; i++)
        {
            blocks.Prefetch(numbers[i + ahead]);
            blocks.Scan(numbers[i], query, 0, sums);
        }

        return Since(start) / scanned;
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalNanoseconds;

    /// <summary>Nanoseconds of a row from the cache and from memory, of a row of a scan, and of a block.</summary>
    public readonly record struct Raw(double Near, double Far, double Scan, double Block);
}
