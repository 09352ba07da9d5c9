using System.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// The output layer of a network that predicts products: the score of a product is the dot product of its row with the
/// hidden activations, the last column being the product's bias; the loss is a cross entropy over the candidates of the
/// step. The rows may be those of the input, too ("constrained embedding").
/// </summary>
internal sealed class ItemSoftmax<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CandidateSampler _sampler;
    private readonly Workers _workers;
    private readonly SoftmaxLoss<T> _loss;
    private readonly int _lanes;
    private readonly T[] _logQ;
    private readonly T[] _scores;
    private readonly T[] _transposed;

    /// <summary>Creates the layer over rows of units + 1 columns.</summary>
    /// <param name="rows">Rows of the products.</param>
    /// <param name="sampler">Draws the candidates.</param>
    /// <param name="logQ">Share of logQ that is subtracted: 1 for the whole, 0 for none.</param>
    /// <param name="lanes">Number of lanes.</param>
    /// <param name="workers">Threads.</param>
    public ItemSoftmax(RowParameter<T> rows, CandidateSampler sampler, double logQ, int lanes, Workers workers)
    {
        Rows = rows;
        _sampler = sampler;
        _lanes = lanes;
        _workers = workers;
        _loss = new SoftmaxLoss<T>(lanes, workers);
        _logQ = Array.ConvertAll(sampler.LogQ, value => T.CreateTruncating(logQ * value));
        _scores = new T[rows.SlotRows.Length * lanes];
        _transposed = new T[rows.Columns * lanes];
        Hidden = new T[rows.Columns * lanes];
        HiddenGradient = new T[rows.Columns * lanes];
        Hidden.AsSpan((rows.Columns - 1) * lanes).Fill(T.One);
    }

    /// <summary>Rows of the products [products x (units + 1)].</summary>
    public RowParameter<T> Rows { get; }

    /// <summary>Number of candidates of the step: the first slots.</summary>
    public int Candidates { get; private set; }

    /// <summary>Hidden activations [(units + 1) x lanes]; the last row holds ones, for the biases.</summary>
    public T[] Hidden { get; }

    /// <summary>Gradient of <see cref="Hidden"/>.</summary>
    public T[] HiddenGradient { get; }

    /// <summary>Begins a step. The caller may add further rows, then gathers them.</summary>
    /// <param name="drawn">Products that the targets are compared with.</param>
    /// <param name="targets">Targets, which are candidates, too.</param>
    public void Begin(ReadOnlySpan<int> drawn, TargetList<T> targets)
    {
        Rows.Begin();
        foreach (int product in drawn)
        {
            Rows.Add(product);
        }

        for (int i = 0; i < targets.Count; i++)
        {
            Rows.Add(targets.Product(i));
        }

        Candidates = Rows.Count;
    }

    /// <summary>
    /// Returns the loss, and computes the gradients of <see cref="Hidden"/> and of the candidates' rows.
    /// </summary>
    public double Run(TargetList<T> targets)
    {
        _workers.Multiply(Rows.SlotValues, Hidden, _scores, Candidates, Rows.Columns, _lanes);
        Correct();
        double loss = _loss.Run(_scores, Candidates, targets, Rows.SlotOf);
        _workers.MultiplyTransposed(
            Rows.SlotValues, _scores, HiddenGradient, Rows.Columns, Candidates, _lanes);
        Lanes.Transpose<T>(Hidden, Rows.Columns, _lanes, _transposed);
        _workers.Multiply(_scores, _transposed, Rows.Gradient, Candidates, _lanes, Rows.Columns);
        return loss;
    }

    private void Correct()
    {
        if (_sampler.IsFull)
        {
            return;
        }

        for (int i = 0; i < Candidates; i++)
        {
            Vector<T> correction = new(_logQ[Rows.SlotRows[i]]);
            for (int j = i * _lanes; j < (i + 1) * _lanes; j += Vector<T>.Count)
            {
                Span<T> target = _scores.AsSpan(j);
                (new Vector<T>(target) - correction).CopyTo(target);
            }
        }
    }
}
