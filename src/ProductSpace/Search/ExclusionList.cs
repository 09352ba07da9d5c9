using System.Runtime.CompilerServices;
using ProductSpace.Delta;

namespace ProductSpace.Search;

/// <summary>
/// What may not be in the answer: ordinals that were viewed, in the cart, bought, in a short list, so that a linear
/// look is quickest; and base products that a delta hides: gone, or outside the filter by their new attributes.
/// </summary>
internal sealed class ExclusionList
{
    private int[] _ordinals = new int[32];
    private DeltaLog? _delta;
    private int _versions;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Ordinals => _ordinals.AsSpan(0, Count);

    /// <summary>The filter's bits for the versions of the delta; null without a delta or a filter.</summary>
    public DeltaMatchBits? Passes { get; private set; }

    /// <summary>
    /// Base products met that the delta hides, and others, since <see cref="BeginMeeting"/>; counted where there is a
    /// delta.
    /// </summary>
    public int Hidden { get; private set; }

    public int Met { get; private set; }

    /// <summary>Whether a delta may hide products.</summary>
    public bool Hides
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _delta is not null;
    }

    public void Clear() => Count = 0;

    /// <summary>Hides what a delta says is not there; the default hides nothing.</summary>
    public void Hide(DeltaView delta, DeltaMatchBits? passes)
    {
        _delta = delta.Log;
        _versions = delta.Versions;
        Passes = passes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginMeeting()
    {
        Hidden = 0;
        Met = 0;
    }

    /// <summary>Whether the delta hides a base product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsHidden(int ordinal) => _delta is not null && IsHiddenByDelta(ordinal);

    private bool IsHiddenByDelta(int ordinal)
    {
        bool hidden = _delta!.IsHidden(ordinal, _versions, Passes);
        Hidden += hidden ? 1 : 0;
        Met += hidden ? 0 : 1;
        return hidden;
    }

    public void Add(ReadOnlySpan<int> ordinals)
    {
        if (_ordinals.Length < Count + ordinals.Length)
        {
            Array.Resize(
                ref _ordinals, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(Count + ordinals.Length)));
        }

        ordinals.CopyTo(_ordinals.AsSpan(Count));
        Count += ordinals.Length;
    }

    /// <summary>Whether a base product may not be in the answer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(int ordinal) => IsListed(ordinal) || IsHidden(ordinal);

    /// <summary>
    /// By a loop of our own: the library's search of a span starts in its slow form in every process.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsListed(int ordinal)
    {
        int[] ordinals = _ordinals;
        for (int i = 0; i < Count; i++)
        {
            if (ordinals[i] == ordinal)
            {
                return true;
            }
        }

        return false;
    }
}
