namespace ProductSpace.Training.Tables;

/// <summary>Returns the weight of an entry of a table, finite, from what was counted of its pair.</summary>
/// <param name="row">Product of the row.</param>
/// <param name="product">Product of the entry.</param>
/// <param name="weight">Sum of the weights of the pair's occurrences, above 0.</param>
/// <param name="sessions">Number of sessions that hold the pair.</param>
internal delegate float PairScore(int row, int product, double weight, int sessions);
