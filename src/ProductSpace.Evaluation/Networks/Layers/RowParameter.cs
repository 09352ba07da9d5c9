using System.Numerics;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// An embedding: a matrix with a row for each product, of which a step touches few. The rows of a step are gathered
/// into slots, each row once, and only they get a gradient and move: what Adagrad on the whole matrix would do, since a
/// gradient of zero neither moves a value nor adds to its sum.
/// </summary>
internal sealed class RowParameter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _sums;
    private readonly int[] _slots;
    private readonly int[] _stamps;
    private int _stamp;

    /// <summary>Creates a matrix of zeros.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="slots">Maximum number of distinct rows of a step.</param>
    public RowParameter(int rows, int columns, int slots)
    {
        Rows = rows;
        Columns = columns;
        slots = Math.Min(slots, rows);
        Values = new T[checked(rows * columns)];
        _sums = new T[Values.Length];
        Array.Fill(_sums, T.CreateTruncating(Adagrad.FirstSum));
        _slots = new int[rows];
        _stamps = new int[rows];
        SlotRows = new int[slots];
        SlotValues = new T[slots * columns];
        Gradient = new T[slots * columns];
    }

    public int Rows { get; }

    public int Columns { get; }

    public T[] Values { get; }

    /// <summary>Number of slots in use.</summary>
    public int Count { get; private set; }

    /// <summary>Row of each slot; the first <see cref="Count"/> are in use.</summary>
    public int[] SlotRows { get; }

    /// <summary>Values of the slots [slots x columns].</summary>
    public T[] SlotValues { get; }

    /// <summary>Gradient of the slots [slots x columns].</summary>
    public T[] Gradient { get; }

    /// <summary>Draws the first columns of all rows uniformly from [-bound, bound); the rest stays 0.</summary>
    public RowParameter<T> Draw(ref SeededRandom random, double bound, int columns)
    {
        for (int i = 0; i < Rows; i++)
        {
            Uniform.Fill(Values.AsSpan(i * Columns, columns), ref random, bound);
        }

        return this;
    }

    /// <summary>Begins a step without rows.</summary>
    public void Begin()
    {
        _stamp++;
        Count = 0;
    }

    /// <summary>Returns the slot of a row, a new one if the step has not touched the row yet.</summary>
    public int Add(int row)
    {
        if (_stamps[row] != _stamp)
        {
            _stamps[row] = _stamp;
            _slots[row] = Count;
            SlotRows[Count++] = row;
        }

        return _slots[row];
    }

    /// <summary>Returns the slot of a row that the step touches.</summary>
    public int SlotOf(int row) => _slots[row];

    /// <summary>Copies the values of the rows into their slots and clears the gradient.</summary>
    public void Gather(Workers workers) => workers.For(Count, 16, Columns, (from, to) =>
    {
        for (int i = from; i < to; i++)
        {
            Row(SlotRows[i]).CopyTo(SlotValues.AsSpan(i * Columns));
        }

        Gradient.AsSpan((from * Columns)..(to * Columns)).Clear();
    });

    /// <summary>Takes one step of Adagrad along the gradient of the slots.</summary>
    public void Step(T rate, Workers workers) => workers.For(Count, 16, 16L * Columns, (from, to) =>
    {
        for (int i = from; i < to; i++)
        {
            Span<T> sums = _sums.AsSpan(SlotRows[i] * Columns, Columns);
            Adagrad.Step(Row(SlotRows[i]), sums, Gradient.AsSpan(i * Columns, Columns), rate);
        }
    });

    /// <summary>Returns a row.</summary>
    public Span<T> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
