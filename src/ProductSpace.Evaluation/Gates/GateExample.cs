namespace ProductSpace.Evaluation.Gates;

/// <summary>A session in which the two snapshots differ.</summary>
/// <param name="Viewed">Ids of the products viewed so far, oldest first.</param>
/// <param name="Next">Id of the product viewed next.</param>
/// <param name="Before">Ids that the older snapshot recommends, best first.</param>
/// <param name="After">Ids that the newer snapshot recommends, best first.</param>
/// <param name="RankBefore">Place of the next product in the older list, 0 where it is missing.</param>
/// <param name="RankAfter">Place of the next product in the newer list, 0 where it is missing.</param>
public sealed record GateExample(
    IReadOnlyList<string> Viewed,
    string Next,
    IReadOnlyList<string> Before,
    IReadOnlyList<string> After,
    int RankBefore,
    int RankAfter);
