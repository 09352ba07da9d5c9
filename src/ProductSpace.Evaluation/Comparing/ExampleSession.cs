namespace ProductSpace.Evaluation.Comparing;

/// <summary>A product of an example.</summary>
/// <param name="Id">The shop's id.</param>
/// <param name="Facts">What the catalogue says of it.</param>
public sealed record ExampleProduct(string Id, ProductFacts Facts);

/// <summary>What one model recommended in an example.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="First">The first five products of its list.</param>
/// <param name="Rank">Place of the next product in its list of 20; null where it is not in it.</param>
public sealed record ExampleList(string Model, IReadOnlyList<ExampleProduct> First, int? Rank);

/// <summary>One prediction of the last window, with the lists of all models.</summary>
/// <param name="Views">Number of views so far.</param>
/// <param name="Viewed">The last viewed products, oldest first, at most five.</param>
/// <param name="Next">What was viewed next; null if no model can know it.</param>
/// <param name="Lists">Lists of the models, best model first.</param>
public sealed record ExampleSession(
    int Views, IReadOnlyList<ExampleProduct> Viewed, ExampleProduct? Next, IReadOnlyList<ExampleList> Lists);
