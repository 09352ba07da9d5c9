namespace ProductSpace.Evaluation.Comparing;

/// <summary>Figures of one model in one mode for lists of N products.</summary>
public sealed record CutFigures
{
    /// <summary>Length N of the lists.</summary>
    public required int N { get; init; }

    /// <summary>HR@N of the next product.</summary>
    public required double HitRate { get; init; }

    /// <summary>MRR@N of the next product.</summary>
    public required double Mrr { get; init; }

    /// <summary>NDCG@N of the next product.</summary>
    public required double NdcgNext { get; init; }

    /// <summary>Recall@N of all that remains.</summary>
    public required double Recall { get; init; }

    /// <summary>Precision@N of all that remains.</summary>
    public required double Precision { get; init; }

    /// <summary>MAP@N of all that remains.</summary>
    public required double Map { get; init; }

    /// <summary>NDCG@N of all that remains.</summary>
    public required double Ndcg { get; init; }

    /// <summary>Share of the known products that are in at least one list.</summary>
    public required double Coverage { get; init; }

    /// <summary>Mean share of the training views of a recommended product; null without lists.</summary>
    public double? Popularity { get; init; }

    /// <summary>Mean -log2 of these shares; null without lists.</summary>
    public double? Novelty { get; init; }

    /// <summary>
    /// Mean distance of the category paths of two products of a list, 0 to 1; null where categories are unknown.
    /// </summary>
    public double? CategoryDistance { get; init; }

    /// <summary>Mean days since a recommended product was first seen; null if times are no clock.</summary>
    public double? AgeDays { get; init; }
}
