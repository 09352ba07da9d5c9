using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// All that a search reads of one space, as views over bytes that somebody else owns. Rows stand in the cell order of the
/// space ("slots"); in Similar a slot is the ordinal, in Next a permutation maps between them.
/// </summary>
internal sealed class SpaceView
{
    public required SpaceModel Model { get; init; }

    public required ExactRows Exact { get; init; }

    /// <summary>Layer 0: the codes of all rows and their neighbor lists.</summary>
    public required LayerView Base { get; init; }

    /// <summary>The layers above, layer 1 first.</summary>
    public required LayerView[] Upper { get; init; }

    /// <summary>Row on layer 0 where a walk starts when there are no upper layers.</summary>
    public required int EntryPoint { get; init; }

    /// <summary>Slot to ordinal; empty where they are the same.</summary>
    public NativeView<int> Ordinals { get; init; }

    /// <summary>Ordinal to slot; empty where they are the same.</summary>
    public NativeView<int> Slots { get; init; }

    public CodeRows Codes => Base.Codes;

    public int Count => Base.Codes.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToOrdinal(int row) => Ordinals.IsEmpty ? row : Ordinals[row];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToSlot(int ordinal) => Slots.IsEmpty ? ordinal : Slots[ordinal];
}
