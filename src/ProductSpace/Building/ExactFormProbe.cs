using ProductSpace.Numerics;
using ProductSpace.Search;

namespace ProductSpace.Building;

/// <summary>
/// Measures whether the rounded exact form tells the nearest products apart. A few products ask for their nearest among
/// all, in float64; the usual gap between neighbors around the tenth place is compared with what rounding does to the
/// similarities of these very products. Where the error is above one part in 150 of the gap, about one answer in 150
/// would hold a wrong product, and the vectors are kept as given. Equal products have no gap and do not count. Blocks
/// of rows are offered by any thread and joined in order: the result is the same everywhere.
/// </summary>
internal sealed class ExactFormProbe
{
    private const int Queries = 16;
    private const int Kept = 12;

    /// <summary>Place from which the gap is taken; it ends at the last place kept.</summary>
    private const int From = 5;

    private const double LargestShare = 1.0 / 150;

    private readonly double[][] _queries;
    private readonly TopK[][] _blocks;

    /// <param name="read">Reads the unit vector of a row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="blocks">Blocks in which they are offered.</param>
    public ExactFormProbe(Func<int, double[]> read, int count, int blocks)
    {
        _queries = new double[Math.Min(Queries, count)][];
        for (int i = 0; i < _queries.Length; i++)
        {
            _queries[i] = read((int)(((2L * i) + 1) * count / (2 * _queries.Length)));
        }

        _blocks = new TopK[blocks][];
        for (int block = 0; block < blocks; block++)
        {
            _blocks[block] = new TopK[_queries.Length];
            for (int i = 0; i < _queries.Length; i++)
            {
                _blocks[block][i] = new TopK();
                _blocks[block][i].Reset(Kept);
            }
        }
    }

    /// <summary>Offers a row; each block belongs to one thread.</summary>
    public void Offer(int block, int row, ReadOnlySpan<double> unit)
    {
        TopK[] nearest = _blocks[block];
        for (int i = 0; i < _queries.Length; i++)
        {
            nearest[i].Add(UnitVector.Dot(unit, _queries[i]), row);
        }
    }

    /// <summary>Whether rounding mixes up the nearest products, once all rows were offered.</summary>
    /// <param name="read">Reads the unit vector of a row.</param>
    /// <param name="model">Model whose exact form is in question.</param>
    public bool IsTooCoarse(Func<int, double[]> read, SpaceModel model)
    {
        int dimension = model.Dimension;
        float[] plain = new float[dimension];
        float[] rotated = new float[Rotation.PaddedWidth(dimension)];
        PreparedQuery query = new();
        query.EnsureCapacity(dimension);
        List<double> gaps = [];
        double squares = 0;
        int measured = 0;
        for (int i = 0; i < _queries.Length; i++)
        {
            TopK nearest = Joined(i);
            int last = nearest.Count - 1;
            int first = Math.Min(From, last - 1);
            if (first < 0 || !(nearest.Similarity(first) > nearest.Similarity(last)))
            {
                continue;
            }

            gaps.Add((nearest.Similarity(first) - nearest.Similarity(last)) / (last - first));
            _queries[i].CopyTo(query.Unit, 0);
            query.Prepare(model);
            for (int place = first; place <= last; place++)
            {
                double error = Rounded(read(nearest.Ordinal(place))) - nearest.Similarity(place);
                squares += error * error;
                measured++;
            }
        }

        if (gaps.Count == 0)
        {
            return false;
        }

        gaps.Sort();
        return Math.Sqrt(squares / measured) > LargestShare * gaps[gaps.Count / 4];

        double Rounded(double[] unit)
        {
            if (!model.ComparesRotated)
            {
                return ExactRows.Rounded(unit, query.Exact);
            }

            model.Centre(unit, plain, rotated);
            return ResidualRows.Rounded(model, rotated, query.Exact);
        }
    }

    private TopK Joined(int query)
    {
        TopK joined = new();
        joined.Reset(Kept);
        foreach (TopK[] block in _blocks)
        {
            for (int place = 0; place < block[query].Count; place++)
            {
                joined.Add(block[query].Similarity(place), block[query].Ordinal(place));
            }
        }

        return joined;
    }
}
