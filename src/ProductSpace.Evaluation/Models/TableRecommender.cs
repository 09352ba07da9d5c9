using ProductSpace.Training;

namespace ProductSpace.Evaluation.Models;

/// <summary>
/// A model that is a table: the score of a product is the sum over the last known views of the view's weight times the
/// entry of the product in the row of the view. Products without an entry in any of these rows are not recommended.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="lastViews">Number of the last known views that count, at least 1.</param>
/// <param name="decay">Weight of a view relative to the next one, above 0 to 1.</param>
internal sealed class TableRecommender(ItemTable table, int lastViews, double decay) : IRecommender
{
    public ItemTable Table { get; } = table;

    public int ProductCount => Table.ProductCount;

    public IRecommenderScorer CreateScorer() => new Scorer(Table, lastViews, decay);

    private sealed class Scorer(ItemTable table, int lastViews, double decay) : IRecommenderScorer
    {
        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                ScoreOne(batch[i].Products, scores.Slice(i * table.ProductCount, table.ProductCount));
            }
        }

        private void ScoreOne(ReadOnlySpan<int> viewed, Span<float> scores)
        {
            scores.Fill(IRecommenderScorer.NotRecommended);
            double weight = 1;
            int used = 0;
            for (int i = viewed.Length - 1; i >= 0 && used < lastViews; i--)
            {
                if ((uint)viewed[i] >= (uint)table.ProductCount)
                {
                    continue;
                }

                ReadOnlySpan<int> products = table.Products(viewed[i]);
                ReadOnlySpan<float> weights = table.Weights(viewed[i]);
                for (int j = 0; j < products.Length; j++)
                {
                    ref float score = ref scores[products[j]];
                    float added = (float)weight * weights[j];
                    score = score == IRecommenderScorer.NotRecommended ? added : score + added;
                }

                weight *= decay;
                used++;
            }
        }
    }
}
