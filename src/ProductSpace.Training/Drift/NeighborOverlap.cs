using System.Numerics;
using System.Runtime.InteropServices;
using ProductSpace.Numerics;
using ProductSpace.Training.Models;

namespace ProductSpace.Training.Drift;

/// <summary>
/// Share of the nearest neighbors that two models agree on, for a seeded sample of the common products. Neighbors are
/// searched among common products only, so that a changed assortment does not count as drift.
/// </summary>
internal sealed class NeighborOverlap
{
    private const int Neighbors = 10;

    private readonly CommonProducts _common;
    private readonly int[] _sample;

    public NeighborOverlap(CommonProducts common, int candidates, int sampled, ulong seed)
    {
        _common = common;
        Candidates = candidates;

        // The start of a seeded shuffle is a uniform sample without repeats.
        int[] products = [.. Enumerable.Range(0, candidates)];
        SeededRandom random = new(seed);
        int count = Math.Min(sampled, candidates);
        for (int i = 0; i < count; i++)
        {
            int j = i + random.NextInt(candidates - i);
            (products[i], products[j]) = (products[j], products[i]);
        }

        _sample = products[..count];
    }

    public int Candidates { get; }

    public int Sampled => _sample.Length;

    /// <summary>Returns the share of neighbors kept; 1 if there are no other products.</summary>
    /// <param name="before">Old model.</param>
    /// <param name="after">New model.</param>
    /// <param name="space">Space whose neighbors are compared.</param>
    /// <param name="report">Told the candidates looked at so far, of two times <see cref="Candidates"/>.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public double Kept(
        ModelContent before, ModelContent after, Space space, Action<int>? report, CancellationToken cancellationToken)
    {
        int wanted = Math.Min(Neighbors, Candidates - 1);
        if (wanted == 0)
        {
            return 1;
        }

        int[][] old = Nearest(before, _common.Before, space, wanted, report, cancellationToken);
        int[][] now = Nearest(
            after,
            _common.After,
            space,
            wanted,
            report is null ? null : done => report(Candidates + done),
            cancellationToken);
        long kept = 0;
        for (int i = 0; i < old.Length; i++)
        {
            kept += old[i].Intersect(now[i]).Count();
        }

        return (double)kept / ((long)wanted * old.Length);
    }

    /// <summary>
    /// Returns the nearest products of each sampled one, by the cosine of its IN vector and the vectors of the space;
    /// ties go to the more frequent product.
    /// </summary>
    private int[][] Nearest(
        ModelContent model,
        int[] rows,
        Space space,
        int wanted,
        Action<int>? report,
        CancellationToken cancellationToken)
    {
        float[][] queries = Array.ConvertAll(_sample, product => Unit(model.InRow(rows[product])));
        PriorityQueue<int, (float Cosine, int Order)>[] best = Array.ConvertAll(_sample, _ => new PriorityQueue<
            int,
            (float, int)
        >(wanted + 1));
        for (int candidate = 0; candidate < Candidates; candidate++)
        {
            if ((candidate & 0xFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report?.Invoke(candidate);
            }

            float[] vector = Unit(space == Space.Next ? model.OutRow(rows[candidate]) : model.InRow(rows[candidate]));
            for (int i = 0; i < queries.Length; i++)
            {
                if (_sample[i] == candidate)
                {
                    continue;
                }

                float cosine = Dot(queries[i], vector);
                if (best[i].Count < wanted)
                {
                    best[i].Enqueue(candidate, (cosine, -candidate));
                }
                else
                {
                    best[i].EnqueueDequeue(candidate, (cosine, -candidate));
                }
            }
        }

        report?.Invoke(Candidates);
        return Array.ConvertAll(best, queue => queue.UnorderedItems.Select(item => item.Element).ToArray());
    }

    private static float[] Unit(ReadOnlySpan<float> row)
    {
        double[] unit = new double[row.Length];
        UnitVector.Normalise(row, unit);
        return Array.ConvertAll(unit, value => (float)value);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> sums = default;
        for (int i = 0; i < wideA.Length; i++)
        {
            sums += wideA[i] * wideB[i];
        }

        float sum = Vector.Sum(sums);
        for (int i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
