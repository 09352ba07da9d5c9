using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// Collects the largest of many dot products that come in blocks. A running threshold keeps out what cannot be among
/// them, so that no key is made, and nothing sorted, for most of them. Which ones are collected does not depend on the
/// blocks: ties go by number (<see cref="DotKey"/>). Scratch of one thread; no allocation once it is large enough.
/// </summary>
internal sealed class NearestDots
{
    /// <summary>Most dot products of a block.</summary>
    public const int Block = 256;

    private readonly int[] _places = new int[Block];
    private int[] _dots = [];
    private uint[] _numbers = [];
    private ulong[] _keys = [];
    private int _wanted;
    private int _count;
    private int _least;

    /// <summary>Begins a collection.</summary>
    /// <param name="wanted">How many to collect, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int wanted)
    {
        Debug.Assert(wanted > 0);
        ScratchArray.EnsureCapacity(ref _dots, (2 * wanted) + Block);
        ScratchArray.EnsureCapacity(ref _numbers, (2 * wanted) + Block);
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
        Span<int> kept = _dots.AsSpan(_count, found);
        Span<uint> numbers = _numbers.AsSpan(_count, found);
        ReadOnlySpan<int> places = _places.AsSpan(0, found);
        for (int i = 0; i < places.Length; i++)
        {
            int place = places[i];
            kept[i] = dots[place];
            numbers[i] = first + (uint)place;
        }

        _count += found;
        if (_count >= 2 * _wanted)
        {
            Trim();
        }
    }

    /// <summary>The keys of the wanted ones, or of all if there are fewer, in no particular order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<ulong> Take()
    {
        if (_count > _wanted)
        {
            Trim();
        }

        ScratchArray.EnsureCapacity(ref _keys, _count);
        Span<ulong> keys = _keys.AsSpan(0, _count);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = DotKey.Of(_dots[i], _numbers[i]);
        }

        if (_count <= _wanted)
        {
            return keys;
        }

        Selection.Partition(keys, _wanted);
        return keys[.._wanted];
    }

    /// <summary>
    /// Raises the threshold so that little more than wanted is left. Where more than that are equal to it, the first
    /// of these by number are kept.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Trim()
    {
        Span<int> dots = _dots.AsSpan(0, _count);
        Span<uint> numbers = _numbers.AsSpan(0, _count);
        _least = Threshold.For(dots, _wanted, _wanted / 8);
        int count = 0;
        for (int i = 0; i < dots.Length; i++)
        {
            // Written always, kept where it counts: no branch to mispredict.
            dots[count] = dots[i];
            numbers[count] = numbers[i];
            count += dots[i] >= _least ? 1 : 0;
        }

        _count = count;
        if (count >= 2 * _wanted)
        {
            TrimEqual();
        }
    }

    /// <summary>Cuts a collection down to the wanted ones where very many are equal.</summary>
    private void TrimEqual()
    {
        ScratchArray.EnsureCapacity(ref _keys, _count);
        Span<ulong> keys = _keys.AsSpan(0, _count);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = DotKey.Of(_dots[i], _numbers[i]);
        }

        Selection.Partition(keys, _wanted);
        for (int i = 0; i < _wanted; i++)
        {
            _dots[i] = DotKey.Dot(keys[i]);
            _numbers[i] = (uint)keys[i];
        }

        _count = _wanted;
    }
}
