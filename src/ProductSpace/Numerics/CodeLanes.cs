using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// Code rows that every query is compared with whole, turned on their side: of 64 rows the first four numbers, then the
/// next four, and so on, so that a lane of a register sums one row and no sum has to be added up across lanes. The dot
/// products equal those of the rows, whatever the instruction set. One thread may set rows while others read those that
/// were set before.
/// </summary>
/// <remarks>
/// Rows of 100 numbers take 100 bytes here instead of 128, read from the second-level cache in order: about as fast as
/// that cache gives them. The pairs of two steps still add up within 16 bits (see <see cref="CodeDot"/>), which saves
/// every second multiplication by one.
/// </remarks>
internal sealed unsafe class CodeLanes
{
    /// <summary>Rows of a block.</summary>
    public const int BlockRows = 64;

    /// <summary>Most rows: the sums of all of them stay in the first-level cache, about.</summary>
    public const int MaxRows = 8192;

    /// <summary>Most bytes: what the second-level cache of most servers holds.</summary>
    public const long MaxBytes = 1 << 20;

    /// <summary>Numbers of a row that lie side by side.</summary>
    private const int Quad = 4;

    private const int StepBytes = BlockRows * Quad;

    private const int Alignment = 64;

    /// <summary>Pinned, not native: shops open and close by the hundred, and nobody disposes lanes.</summary>
    private readonly byte[] _bytes;
    private readonly byte* _lanes;
    private readonly int _steps;

    /// <summary>Makes room for rows, whose codes are 0 until they are set.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="dimension">Codes of a row, without its padding.</param>
    public CodeLanes(int count, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        Count = count;
        _steps = StepsFor(dimension);
        _bytes = GC.AllocateArray<byte>(checked((PaddedCount * _steps * Quad) + Alignment), pinned: true);
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
        _lanes = (byte*)(((nuint)start + Alignment - 1) / Alignment * Alignment);
    }

    /// <summary>Whether the processor has a kernel that gains by this layout.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    public int Count { get; }

    /// <summary>Number of rows, rounded up to whole blocks; the room that dot products need.</summary>
    public int PaddedCount => Padded(Count);

    /// <summary>A number of rows, rounded up to whole blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Padded(int rows) => (rows + BlockRows - 1) / BlockRows * BlockRows;

    /// <summary>Whether a space is small enough for an exact scan of all its rows to be the fastest search.</summary>
    public static bool Fits(long rows, int dimension) =>
        rows <= MaxRows && rows * StepsFor(dimension) * Quad <= MaxBytes;

    /// <summary>Bytes of a number of rows.</summary>
    public static long BytesOf(int rows, int dimension) => (long)Padded(rows) * StepsFor(dimension) * Quad;

    /// <summary>Turns code rows.</summary>
    public static CodeLanes Of(CodeRows codes, int dimension)
    {
        CodeLanes lanes = new(codes.Count, dimension);
        for (int row = 0; row < codes.Count; row++)
        {
            lanes.Set(row, codes.Row(row));
        }

        return lanes;
    }

    /// <summary>Writes the codes of a row, zero past the dimension.</summary>
    public void Set(int row, ReadOnlySpan<byte> codes)
    {
        if ((uint)row >= (uint)Count || codes.Length < _steps * Quad)
        {
            throw new ArgumentException($"row {row} of {Count}, {codes.Length} of {_steps * Quad} codes", nameof(row));
        }

        uint* lane = (uint*)_lanes + ((long)(row / BlockRows) * _steps * BlockRows) + (row % BlockRows);
        for (int step = 0; step < _steps; step++)
        {
            lane[(long)step * BlockRows] = MemoryMarshal.Read<uint>(codes[(step * Quad)..]);
        }
    }

    /// <summary>
    /// Sets dots[i] to the dot product of row <paramref name="first"/> + i and the query, and those of rows past the
    /// last to 0.
    /// </summary>
    /// <param name="first">The first row, that of a block.</param>
    /// <param name="query">Codes in -63..63, zero past the dimension, as long as a code row.</param>
    /// <param name="dots">Room for whole blocks, none of them past <see cref="PaddedCount"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dot(int first, ReadOnlySpan<sbyte> query, Span<int> dots)
    {
        if (query.Length < _steps * Quad || first < 0 || first % BlockRows != 0 || dots.Length % BlockRows != 0
            || dots.Length > PaddedCount - first)
        {
            throw new ArgumentException(
                $"query of {query.Length} bytes, {dots.Length} results from row {first} of {PaddedCount}");
        }

        byte* block = _lanes + ((long)first * _steps * Quad);
        fixed (sbyte* q = query)
        fixed (int* start = dots)
        {
            int* end = start + dots.Length;
            for (int* output = start; output < end; output += BlockRows, block += (long)_steps * StepBytes)
            {
                if (Avx512BW.IsSupported && Vector512.IsHardwareAccelerated)
                {
                    CodeLanes512.Block(block, (int*)q, _steps, output);
                }
                else if (CodeLanesVnni.IsSupported)
                {
                    CodeLanesVnni.Block(block, (int*)q, _steps, output);
                }
                else if (Avx2.IsSupported)
                {
                    CodeLanes256.Half(block, (int*)q, _steps, output);
                    CodeLanes256.Half(block + (StepBytes / 2), (int*)q, _steps, output + (BlockRows / 2));
                }
                else
                {
                    CodeLanesScalar.Block(block, q, _steps, output);
                }
            }
        }

        GC.KeepAlive(_bytes);
    }

    private static int StepsFor(int dimension) => (dimension + Quad - 1) / Quad;
}
