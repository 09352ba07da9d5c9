using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// Collects the largest of many dot products. Those that come in blocks are held against a running threshold, so that
/// for most of them no key is made. Which ones are collected does not depend on the blocks: ties go by number
/// (<see cref="DotKey"/>). Scratch of one thread; no allocation once it is large enough.
/// </summary>
internal sealed class NearestDots
{
    /// <summary>Most dot products of a block.</summary>
    public const int Block = 256;

    private readonly int[] _places = new int[Block];
    private ulong[] _keys = [];
    private int _wanted;
    private int _count;
    private int _least;

    /// <summary>Begins a collection.</summary>
    /// <param name="wanted">How many to collect, at least 1.</param>
    /// <param name="appended">How many <see cref="Append"/> will take at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int wanted, int appended = 0)
    {
        Debug.Assert(wanted > 0);
        ScratchArray.EnsureCapacity(ref _keys, Math.Max(appended, (2 * wanted) + Block));
        _wanted = wanted;
        _count = 0;
        _least = int.MinValue;
    }

    /// <summary>Adds a block of at most <see cref="Block"/>, numbered upwards from a first number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<int> dots, uint first)
    {
        Debug.Assert(dots.Length <= Block);
        int found = Threshold.Find(dots, _least, _places);
        Span<ulong> keys = _keys.AsSpan(_count, found);
        ReadOnlySpan<int> places = _places.AsSpan(0, found);
        for (int i = 0; i < places.Length; i++)
        {
            keys[i] = DotKey.Of(dots[places[i]], first + (uint)places[i]);
        }

        _count += found;
        if (_count >= 2 * _wanted)
        {
            Selection.Select(_keys.AsSpan(0, _count), _wanted);
            _count = _wanted;
            _least = DotKey.Least(_keys.AsSpan(0, _count));
        }
    }

    /// <summary>
    /// Adds a run of any length, numbered upwards from a first number, without a look at the threshold: many short runs
    /// would be delayed by it. A collection takes blocks or runs.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<int> dots, uint first)
    {
        Span<ulong> keys = _keys.AsSpan(_count, dots.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = DotKey.Of(dots[i], first + (uint)i);
        }

        _count += dots.Length;
    }

    /// <summary>The keys of the wanted ones, or of all if there are fewer, in no particular order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Take()
    {
        if (_count > _wanted)
        {
            Selection.Select(_keys.AsSpan(0, _count), _wanted);
            _count = _wanted;
        }

        return _keys.AsSpan(0, _count);
    }
}
