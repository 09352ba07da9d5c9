using ProductSpace.Evaluation.Measures;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>A window with what is known of its products, for training, measures and examples.</summary>
internal sealed class WindowFacts
{
    private readonly EvaluationLog _log;

    public WindowFacts(EvaluationLog log, SplitPart part, IReadOnlyDictionary<string, ProductFacts> catalog)
    {
        _log = log;
        Part = part;
        Facts = [.. part.Products.Select(product =>
            catalog.GetValueOrDefault(log.ProductIds[product], ProductFacts.None))];
        Categories = new CategoryPaths(Array.ConvertAll(Facts, facts => facts.Category));
        Training = new TrainingFacts(part, Categories);
        Groups = new PredictionGroups(part, Training, Array.ConvertAll(Facts, facts => facts.TopCategory));
    }

    public SplitPart Part { get; }

    /// <summary>What the catalogue says of each product.</summary>
    public ProductFacts[] Facts { get; }

    public CategoryPaths Categories { get; }

    public TrainingFacts Training { get; }

    public PredictionGroups Groups { get; }

    public string ProductId(int product) => _log.ProductIds[Part.Products[product]];
}
