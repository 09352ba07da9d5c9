using ProductSpace.Numerics;

namespace ProductSpace.Training.Sampling;

/// <summary>
/// One assignment of rows to buckets, with all that is drawn from them. A block draws its negatives from its own OUT
/// bucket; therefore a negative is weighted by the bucket's share of the noise over its share of the true contexts.
/// Summed over the buckets, that is the expectation of drawing from all rows.
/// </summary>
internal sealed class Deal
{
    private readonly RowCatalog _rows;
    private readonly double[] _productWeight;
    private readonly double[] _metadataWeight;
    private readonly double[] _trueShare;

    public Deal(RowCatalog rows, int buckets)
    {
        _rows = rows;
        Plan = new BucketPlan(rows.Rows, buckets);
        ProductNoise = new NoiseTables(rows.Rows, buckets);
        MetadataNoise = rows.MetadataNames.Count > 0 ? new NoiseTables(rows.Rows, buckets) : null;
        Categories = rows.Categories > 0 ? new CategoryBuckets(rows.CategoryOf, rows.Categories, buckets) : null;
        _productWeight = new double[buckets];
        _metadataWeight = new double[buckets];
        _trueShare = new double[buckets];
    }

    public BucketPlan Plan { get; }

    public NoiseTables ProductNoise { get; }

    public NoiseTables? MetadataNoise { get; }

    public CategoryBuckets? Categories { get; }

    /// <summary>Returns the weight of one negative of the bucket.</summary>
    public double ProductWeight(int bucket) => _productWeight[bucket];

    public double MetadataWeight(int bucket) => _metadataWeight[bucket];

    /// <summary>Returns the weight of one negative of the category, drawn in the bucket.</summary>
    public double CategoryWeight(int category, int bucket) => Categories!.Share(category, bucket) / _trueShare[bucket];

    public void Renew(ulong seed)
    {
        Plan.Deal(SeededRandom.Hash(seed, 0));
        ProductNoise.Fill(Plan, _rows.ProductNoise);
        Weigh(ProductNoise, _rows.ProductShare, _productWeight);
        MetadataNoise?.Fill(Plan, _rows.MetadataNoise);
        if (MetadataNoise is not null)
        {
            Weigh(MetadataNoise, _rows.MetadataShare, _metadataWeight);
        }

        Categories?.Fill(Plan);
        Shares(_rows.ProductShare, _trueShare);
    }

    private void Weigh(NoiseTables noise, double[] share, double[] weights)
    {
        double all = 0;
        for (int bucket = 0; bucket < weights.Length; bucket++)
        {
            all += noise.Weight(bucket);
        }

        Shares(share, weights);
        for (int bucket = 0; bucket < weights.Length; bucket++)
        {
            weights[bucket] = weights[bucket] > 0 ? noise.Weight(bucket) / all / weights[bucket] : 0;
        }
    }

    private void Shares(double[] share, double[] sums)
    {
        for (int bucket = 0; bucket < sums.Length; bucket++)
        {
            double sum = 0;
            foreach (int row in Plan.RowsOf(bucket))
            {
                sum += share[row];
            }

            sums[bucket] = sum;
        }
    }
}
