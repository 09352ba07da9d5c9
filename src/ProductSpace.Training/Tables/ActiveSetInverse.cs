namespace ProductSpace.Training.Tables;

/// <summary>
/// Rows of the inverse of a matrix that is too large to factor: each row is solved over the products that have most in
/// common with its own, as if the others did not exist. Of the matrix, only the largest entries of each row are kept.
/// </summary>
internal sealed class ActiveSetInverse : GramInverse
{
    private readonly ItemTable _rows;
    private readonly double[] _diagonal;
    private readonly double _scale;
    private readonly int _active;

    public ActiveSetInverse(CoViews views, double scale, double[] added, int active, TableWork work)
    {
        _scale = scale;
        _active = active;
        _rows = views.Rows(active, work);
        _diagonal = views.Diagonal();
        for (int i = 0; i < added.Length; i++)
        {
            _diagonal[i] = (scale * _diagonal[i]) + added[i];
        }
    }

    public override double[] Diagonal(TableWork work)
    {
        double[] diagonal = new double[_diagonal.Length];
        work.ForEach(
            diagonal.Length,
            () => new System(this),
            (row, system) => diagonal[row] = system.Solve(row)[0]);
        return diagonal;
    }

    public override void ForEach(Func<IRowConsumer> consumer, TableWork work) =>
        work.ForEach(
            _diagonal.Length,
            () => (System: new System(this), Consumer: consumer()),
            (row, own) =>
            {
                ReadOnlySpan<double> values = own.System.Solve(row);
                own.Consumer.Take(row, own.System.Members, values);
            });

    /// <summary>The equations of one row, for one thread.</summary>
    private sealed class System(ActiveSetInverse owner)
    {
        private readonly int[] _placeOf = new int[owner._diagonal.Length];
        private readonly int[] _members = new int[owner._active];
        private readonly double[] _values = new double[owner._active];
        private double[] _matrix = [];
        private int _count;

        /// <summary>The products of the set, the row's own first.</summary>
        public ReadOnlySpan<int> Members => _members.AsSpan(0, _count);

        /// <summary>Returns the row of the inverse, in the order of <see cref="Members"/>.</summary>
        public ReadOnlySpan<double> Solve(int row)
        {
            ReadOnlySpan<int> others = owner._rows.Products(row);
            _count = Math.Min(owner._active, others.Length + 1);
            _members[0] = row;
            others[..(_count - 1)].CopyTo(_members.AsSpan(1));
            if (_matrix.Length < _count * _count)
            {
                _matrix = new double[Math.Min(owner._active * owner._active, 2 * _count * _count)];
            }

            Span<double> matrix = _matrix.AsSpan(0, _count * _count);
            Fill(matrix);
            SmallCholesky.Factor(matrix, _count);
            Span<double> values = _values.AsSpan(0, _count);
            values.Clear();
            values[0] = 1;
            SmallCholesky.Solve(matrix, _count, values);
            return values;
        }

        /// <summary>
        /// Fills the upper triangle. An entry counts if one of its two rows has kept it; both have the same value.
        /// </summary>
        private void Fill(Span<double> matrix)
        {
            matrix.Clear();
            for (int i = 0; i < _count; i++)
            {
                _placeOf[_members[i]] = i + 1;
                matrix[(i * _count) + i] = owner._diagonal[_members[i]];
            }

            for (int i = 0; i < _count; i++)
            {
                ReadOnlySpan<int> products = owner._rows.Products(_members[i]);
                ReadOnlySpan<float> weights = owner._rows.Weights(_members[i]);
                for (int entry = 0; entry < products.Length; entry++)
                {
                    int j = _placeOf[products[entry]] - 1;
                    if (j >= 0)
                    {
                        matrix[(Math.Min(i, j) * _count) + Math.Max(i, j)] = owner._scale * weights[entry];
                    }
                }
            }

            foreach (int member in Members)
            {
                _placeOf[member] = 0;
            }
        }
    }
}
