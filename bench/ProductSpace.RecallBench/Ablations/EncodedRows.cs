using ProductSpace.Numerics;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>
/// Rows and queries of one <see cref="CodeForm"/>, by the engine's recipe with another number of bits or without a part of
/// the preparation: one step for all rows so that one number in 4,096 is clipped, a step of its own for each query.
/// </summary>
internal sealed class EncodedRows
{
    private const int ClippedOneIn = 4096;
    private const int Bins = 1 << 17;

    private readonly AblationData _data;
    private readonly CodeForm _form;
    private readonly sbyte[] _rows;

    public EncodedRows(AblationData data, CodeForm form)
    {
        _data = data;
        _form = form;
        int dimension = data.Dimension;
        float step = Step();
        _rows = new sbyte[data.Rows.Length];
        Parallel.For(0, data.Space.Count, row =>
        {
            float[] values = Prepare(data.Rows.AsSpan(row * dimension, dimension), form.Centre);
            for (int i = 0; i < dimension; i++)
            {
                _rows[(row * dimension) + i] = (sbyte)Math.Clamp((int)MathF.Round(values[i] / step), -form.Limit, form.Limit);
            }
        });
    }

    public CodeDistance For(int query)
    {
        // Queries are not centred: the centre adds one number to all their similarities.
        float[] values = Prepare(_data.Queries[query], centre: false);
        float step = values.Max(Math.Abs) / Math.Max(_form.Limit, CodeRows.Limit);
        return new CodeDistance(_rows, Array.ConvertAll(values, value => (sbyte)MathF.Round(value / step)));
    }

    private float[] Prepare(ReadOnlySpan<float> unit, bool centre)
    {
        int dimension = unit.Length;
        float[] plain = unit.ToArray();
        if (centre)
        {
            for (int i = 0; i < dimension; i++)
            {
                plain[i] -= _data.Space.Model.Mean[i];
            }
        }

        if (!_form.Rotate)
        {
            return plain;
        }

        float[] rotated = new float[Rotation.PaddedWidth(dimension)];
        Rotation.Apply(_data.Space.Model.Matrix, plain, rotated);
        return rotated[..dimension];
    }

    private float Step()
    {
        int dimension = _data.Dimension;
        long[] histogram = new long[Bins];
        long total = 0;
        for (int row = 0; row < _data.Space.Count; row += SpaceEncoder.SampleStride(_data.Space.Count))
        {
            foreach (float value in Prepare(_data.Rows.AsSpan(row * dimension, dimension), _form.Centre))
            {
                histogram[SpaceEncoder.Bin(value)]++;
                total++;
            }
        }

        long above = 0;
        int last = Bins - 1;
        while (last > 0 && above + histogram[last] <= total / ClippedOneIn)
        {
            above += histogram[last--];
        }

        return (last + 1) / (65536f * _form.Limit);
    }
}

/// <summary>Integer dot product by a plain loop.</summary>
internal readonly struct CodeDistance(sbyte[] rows, sbyte[] query) : IRowDistance
{
    private const int Bias = 1 << 27;

    public int Of(int node)
    {
        ReadOnlySpan<sbyte> row = rows.AsSpan(node * query.Length, query.Length);
        int sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            sum += row[i] * query[i];
        }

        return Bias - sum;
    }
}
