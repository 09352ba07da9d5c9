using System.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// An embedding of several products at once: the sum of their rows times a factor of the lane, such as 1 / n for a
/// mean.
/// </summary>
/// <param name="rows">Rows of the products.</param>
/// <param name="lanes">Number of lanes.</param>
/// <param name="workers">Threads.</param>
internal sealed class BagEmbedding<T>(RowParameter<T> rows, int lanes, Workers workers)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<int>[] _slots = [.. Enumerable.Range(0, lanes).Select(_ => new List<int>())];
    private readonly T[] _factors = new T[lanes];
    private readonly T[] _byLane = new T[lanes * rows.Columns];

    /// <summary>Rows of the products.</summary>
    public RowParameter<T> Rows => rows;

    /// <summary>What <see cref="Forward"/> computed [columns x lanes].</summary>
    public T[] Output { get; } = new T[rows.Columns * lanes];

    /// <summary>Begins a step of empty bags.</summary>
    public void Begin()
    {
        rows.Begin();
        foreach (List<int> slots in _slots)
        {
            slots.Clear();
        }

        _factors.AsSpan().Clear();
    }

    /// <summary>Puts a product into the bag of a lane.</summary>
    public void Add(int lane, int product) => _slots[lane].Add(rows.Add(product));

    /// <summary>Sets what the sum of a lane is multiplied by.</summary>
    public void SetFactor(int lane, T factor) => _factors[lane] = factor;

    /// <summary>Gathers the rows and computes <see cref="Output"/>.</summary>
    public void Forward()
    {
        rows.Gather(workers);
        int columns = rows.Columns;
        workers.For(lanes, 1, columns * 4L, (from, to) =>
        {
            for (int lane = from; lane < to; lane++)
            {
                Span<T> sum = _byLane.AsSpan(lane * columns, columns);
                sum.Clear();
                foreach (int slot in _slots[lane])
                {
                    Bag.Add(rows.SlotValues.AsSpan(slot * columns, columns), T.One, sum);
                }

                Bag.Scale(sum, _factors[lane]);
            }
        });
        Lanes.Transpose<T>(_byLane, lanes, columns, Output);
    }

    /// <summary>Adds to the gradients of the rows from that of <see cref="Output"/>.</summary>
    public void Backward(T[] gradient)
    {
        int columns = rows.Columns;
        Lanes.Transpose<T>(gradient, columns, lanes, _byLane);
        for (int lane = 0; lane < lanes; lane++)
        {
            foreach (int slot in _slots[lane])
            {
                Span<T> sum = rows.Gradient.AsSpan(slot * columns, columns);
                Bag.Add(_byLane.AsSpan(lane * columns, columns), _factors[lane], sum);
            }
        }
    }
}
