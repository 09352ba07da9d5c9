namespace ProductSpace.Recommendations;

/// <summary>
/// One regression tree of a <see cref="Ranker"/>, as a trainer gives it. An inner node asks whether a feature is at
/// most a threshold: if so its left child follows, else its right one. Node 0 is the root; a tree of one leaf has no
/// node. A tree has at most 32 leaves.
/// </summary>
/// <param name="Features">Feature that each inner node asks, as a place in the ranker's list of features.</param>
/// <param name="Thresholds">Threshold of each inner node; a finite number.</param>
/// <param name="Left">
/// Child of each inner node where the feature is at most the threshold: the number of an inner node, which is larger
/// than its own, or ~n for leaf n.
/// </param>
/// <param name="Right">Child of each inner node where the feature is above the threshold.</param>
/// <param name="Values">What each leaf adds to the score; finite numbers, one more than there are inner nodes.</param>
public sealed record RankerTree(
    IReadOnlyList<int> Features,
    IReadOnlyList<float> Thresholds,
    IReadOnlyList<int> Left,
    IReadOnlyList<int> Right,
    IReadOnlyList<float> Values);
