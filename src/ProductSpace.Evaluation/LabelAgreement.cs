using ProductSpace.Evaluation.Ranking;

namespace ProductSpace.Evaluation;

/// <summary>
/// Whether near products are alike: each product is given the label that most of its nearest neighbors carry, and it is
/// a hit where the label is one of its own (Barkan and Koenigstein, Item2Vec, 2016, table 2). Judges vectors by labels
/// that they were not trained on, such as genres. Neighbors are found by an exact scan with sums in a fixed order, so
/// that the figures are the same on every machine. Safe from several threads at once.
/// </summary>
public static class LabelAgreement
{
    /// <summary>Number of neighbors that vote in the paper.</summary>
    public const int PaperNeighbors = 8;

    /// <summary>Returns the share of hits among the products that have a label and a neighbor with one.</summary>
    /// <param name="dimension">Number of values in each vector, at least 1.</param>
    /// <param name="rows">Vectors of the products; compared by cosine.</param>
    /// <param name="labels">Labels of each product, as numbers from 0; empty for a product without one.</param>
    /// <param name="among">
    /// Products to judge, and to find the neighbors among: for example the most popular ones. Distinct.
    /// </param>
    /// <param name="neighbors">Number of neighbors that vote, at least 1.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <returns>The number of products judged, and the hits among them.</returns>
    /// <remarks>
    /// Every label of a neighbor is a vote. Of labels with equally many votes the one with the nearest neighbor wins,
    /// then the one that its neighbor names first.
    /// </remarks>
    public static (int Judged, int Hits) Measure(
        int dimension,
        EmbeddingRow rows,
        IReadOnlyList<int[]> labels,
        IReadOnlyList<int> among,
        int neighbors = PaperNeighbors,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(among);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        if (among.Count == 0)
        {
            return (0, 0);
        }

        int kinds = labels.Max(of => of.Length == 0 ? 0 : of.Max() + 1);
        Candidates candidates = new(among.Count, dimension, place => rows(among[place]), cosine: true);
        int judged = 0, hits = 0;
        Parallel.For(
            0,
            among.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new Voter(candidates, labels, among, neighbors, kinds),
            (place, _, voter) =>
            {
                voter.Judge(place);
                return voter;
            },
            voter =>
            {
                Interlocked.Add(ref judged, voter.Judged);
                Interlocked.Add(ref hits, voter.Hits);
            });
        return (judged, hits);
    }

    /// <summary>One thread's part.</summary>
    private sealed class Voter(
        Candidates candidates, IReadOnlyList<int[]> labels, IReadOnlyList<int> among, int neighbors, int kinds)
    {
        private readonly CandidateBlock _block = new(candidates);
        private readonly TopPlaces _top = new();
        private readonly float[] _query = new float[candidates.Dimension];
        private readonly int[] _votes = new int[kinds];

        public int Judged { get; private set; }

        public int Hits { get; private set; }

        public void Judge(int place)
        {
            int[] own = labels[among[place]];
            if (own.Length == 0)
            {
                return;
            }

            candidates.Row(place).CopyTo(_query);
            _top.Reset(neighbors + 1);
            for (int first = 0; first < candidates.Count; first += CandidateBlock.Size)
            {
                _block.Load(first);
                _top.Offer(first, _block.Score(_query));
            }

            int winner = Vote(place);
            if (winner >= 0)
            {
                Judged++;
                Hits += own.Contains(winner) ? 1 : 0;
            }
        }

        /// <summary>Returns the label with most votes; -1 where no neighbor has one.</summary>
        private int Vote(int place)
        {
            Array.Clear(_votes);
            foreach (int label in LabelsOfNeighbors(place))
            {
                _votes[label]++;
            }

            int winner = -1;
            foreach (int label in LabelsOfNeighbors(place))
            {
                winner = winner < 0 || _votes[label] > _votes[winner] ? label : winner;
            }

            return winner;
        }

        /// <summary>Returns the votes, those of the nearest neighbor first.</summary>
        private IEnumerable<int> LabelsOfNeighbors(int place)
        {
            int voters = 0;
            for (int i = 0; i < _top.Count && voters < neighbors; i++)
            {
                if (_top.Ordinal(i) != place)
                {
                    voters++;
                    foreach (int label in labels[among[_top.Ordinal(i)]])
                    {
                        yield return label;
                    }
                }
            }
        }
    }
}
