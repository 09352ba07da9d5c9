namespace ProductSpace.Evaluation;

/// <summary>What the shop's catalogue says of a product, for measures by category and for reports.</summary>
/// <param name="Category">Category path, its parts separated by '/'; empty where unknown.</param>
/// <param name="Name">Name; empty where unknown.</param>
/// <param name="Price">Price as text; empty where unknown.</param>
public sealed record ProductFacts(string Category = "", string Name = "", string Price = "")
{
    /// <summary>Facts of a product that the catalogue does not have.</summary>
    public static ProductFacts None { get; } = new();

    /// <summary>First part of the category path; empty where unknown.</summary>
    public string TopCategory => Category.Split('/')[0];
}
