using ProductSpace.Evaluation.Blends;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Evaluation.Vectors;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests.Blends;

/// <summary>Builds a snapshot that serves the vectors and the table of a blend; ids are the products' numbers.</summary>
internal static class ServedBlend
{
    /// <summary>Trains the parts and builds the snapshot.</summary>
    /// <param name="recipe">The blend.</param>
    /// <param name="train">Sessions to learn from.</param>
    /// <param name="catalog">What the catalogue says of the products, in the order of their numbers; null for nothing.</param>
    public static ProductIndex Build(BlendRecipe recipe, SessionSet train, IReadOnlyList<CatalogProduct>? catalog = null)
    {
        IVectorRecommender vectors = (IVectorRecommender)recipe.Parts.Single(part => part.Recipe is Prod2VecRecipe).Recipe.Train(train, new RecipeContext());
        SlistRecipe slist = (SlistRecipe)recipe.Parts.Single(part => part.Recipe is SlistRecipe).Recipe;
        ItemTable table = SlistLearner.Learn(train, slist.Options);
        string[] ids = [.. Enumerable.Range(0, train.ProductCount).Select(product => $"{product}")];
        ISessionVectors single = vectors.CreateSessionVectors();
        float[] input = new float[train.ProductCount * vectors.Dimension];
        float[] output = new float[input.Length];
        for (int product = 0; product < train.ProductCount; product++)
        {
            // The session vector of one view is its IN vector, of length 1.
            single.Write(new SessionSoFar([product]), input.AsSpan(product * vectors.Dimension, vectors.Dimension));
            vectors.ProductVector(product).CopyTo(output.AsSpan(product * vectors.Dimension));
        }

        ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { OnBadVector = BadVectorPolicy.Skip }).UseVectors(input, vectors.Dimension).UseNextVectors(output, vectors.Dimension).UseIds(ids);
        if (catalog is not null)
        {
            builder.UseCatalog(catalog);
        }

        new LearnedTable("slist", ids, table, ProductPopularity.Of(train, 0), "test").AddTo(builder);
        return ProductIndex.Open(builder.BuildToMemory());
    }
}
