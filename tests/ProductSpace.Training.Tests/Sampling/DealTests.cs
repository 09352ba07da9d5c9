using ProductSpace.Numerics;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Tests.Sampling;

public class DealTests
{
    [Theory]
    [InlineData(1000, 8)]
    [InlineData(1001, 7)]
    [InlineData(5, 1)]
    public void Deal_Rows_NeighborsInFrequencyAreSpread(int rows, int buckets)
    {
        BucketPlan plan = new(rows, buckets);
        plan.Deal(9);
        int[] all = [.. Enumerable.Range(0, buckets).SelectMany(bucket => plan.RowsOf(bucket).ToArray())];
        Assert.Equal(Enumerable.Range(0, rows), all.Order());
        int run = buckets * BucketPlan.UnitRows;
        for (int start = 0; start + run <= rows; start += run)
        {
            Assert.Equal(buckets, plan.BucketOf.Slice(start, run).ToArray().Distinct().Count());
        }

        Assert.InRange(Enumerable.Range(0, buckets).Max(bucket => plan.RowsOf(bucket).Length), 1, BucketPlan.MostRows(rows, buckets));

        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(plan.BucketOf[row - (row % BucketPlan.UnitRows)], plan.BucketOf[row]);
        }

        byte[] first = plan.BucketOf.ToArray();
        plan.Deal(10);
        Assert.Equal(buckets == 1, first.AsSpan().SequenceEqual(plan.BucketOf));
    }

    /// <summary>The slots of a bucket give back each row's share of the weight.</summary>
    [Theory]
    [InlineData(-1.0)]
    [InlineData(0.75)]
    [InlineData(1.5)]
    public void Fill_Weights_SlotsHoldTheirShares(double exponent)
    {
        using SessionCorpus corpus = TestCorpus.Clustered(400, 3000, 10, seed: 1);
        RowCatalog rows = new(corpus, null, new Prod2VecOptions { NegativeExponent = exponent });
        Deal deal = new(rows, 4);
        deal.Renew(5);
        for (int bucket = 0; bucket < 4; bucket++)
        {
            double[] share = new double[rows.Rows];
            ReadOnlySpan<NoiseSlot> slots = deal.ProductNoise.Slots(bucket);
            foreach (NoiseSlot slot in slots)
            {
                share[slot.Own] += slot.Threshold / 4294967296.0 / slots.Length;
                share[slot.Other] += (1 - (slot.Threshold / 4294967296.0)) / slots.Length;
            }

            double sum = deal.Plan.RowsOf(bucket).ToArray().Sum(row => Math.Pow(corpus.Counts[row], exponent));
            foreach (int row in deal.Plan.RowsOf(bucket))
            {
                Assert.Equal(Math.Pow(corpus.Counts[row], exponent) / sum, share[row], 1e-6);
            }
        }
    }

    /// <summary>Negatives of a block come from its OUT bucket; over all blocks each row is drawn as often as from one table.</summary>
    [Fact]
    public void Renew_WeightsOfBuckets_GiveTheWholeNoise()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(410, 3000, 10, seed: 2);
        Prod2VecOptions options = new() { NegativeExponent = 0.5, SubsamplingThreshold = 0.005 };
        RowCatalog rows = new(corpus, null, options);
        Deal deal = new(rows, 8);
        deal.Renew(6);
        double all = rows.ProductNoise.Sum();
        for (int bucket = 0; bucket < 8; bucket++)
        {
            double trueShare = deal.Plan.RowsOf(bucket).ToArray().Sum(row => rows.ProductShare[row]);
            foreach (int row in deal.Plan.RowsOf(bucket))
            {
                double drawn = trueShare * deal.ProductWeight(bucket) * rows.ProductNoise[row] / deal.ProductNoise.Weight(bucket);
                Assert.Equal(rows.ProductNoise[row] / all, drawn, 1e-9);
            }
        }
    }

    [Fact]
    public void Fill_Categories_EachBucketHoldsItsOwn()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(300, 3000, 6, seed: 2);
        ProductMetadata metadata = new(corpus);
        for (int product = 0; product < corpus.ProductCount; product += 2)
        {
            metadata.Set("category", corpus.ProductId(product), $"c{product % 7}");
        }

        RowCatalog rows = new(corpus, metadata, new Prod2VecOptions { CategoryNegatives = 1 });
        Deal deal = new(rows, 4);
        deal.Renew(SeededRandom.Hash(1, 1));
        int found = 0;
        for (int category = 0; category < rows.Categories; category++)
        {
            double share = 0;
            for (int bucket = 0; bucket < 4; bucket++)
            {
                foreach (int product in deal.Categories!.Products(category, bucket))
                {
                    Assert.Equal(category, rows.CategoryOf[product]);
                    Assert.Equal(bucket, deal.Plan.BucketOf[product]);
                    found++;
                }

                share += deal.Categories.Share(category, bucket);
            }

            Assert.Equal(1, share, 1e-12);
        }

        Assert.Equal((corpus.ProductCount + 1) / 2, found);
    }
}
