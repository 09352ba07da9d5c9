using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Delta;

/// <summary>
/// Vectors that a delta adds to one space, in both forms of the base: 7-bit codes by the base's own model, with the
/// loss of each row's codes, and the exact form. Chunks are allocated as rows arrive and never move. The writer fills a
/// row before it publishes the row's number; a row is never written twice.
/// </summary>
internal sealed class DeltaRows
{
    public const int ChunkRows = 1024;

    private readonly SpaceModel _model;
    private readonly int _rowsOfChunk;
    private readonly Chunk?[] _chunks;
    private readonly double[] _unit;
    private readonly float[] _plain;
    private readonly float[] _rotated;
    private double _longest;
    private double _longestRow = 1;

    public DeltaRows(SpaceModel model, int capacity)
    {
        _model = model;
        _rowsOfChunk = Math.Min(capacity, ChunkRows);
        _chunks = new Chunk?[(capacity + ChunkRows - 1) / ChunkRows];
        _unit = new double[model.Dimension];
        _plain = new float[model.Dimension];
        _rotated = new float[Rotation.PaddedWidth(model.Dimension)];
        _longest = model.RowLength;
    }

    /// <summary>Numbers of a vector as it is given.</summary>
    public int Dimension => _model.GivenDimension;

    /// <summary>How vectors become rows.</summary>
    public RowForm Form => _model.Form;

    /// <summary>
    /// Upper bound of the length of any row's decoded codes; new vectors may exceed those of the base.
    /// </summary>
    public double Longest => Volatile.Read(ref _longest);

    /// <summary>
    /// Upper bound of the length of any row, at least 1: under the dot product, a vector may be longer than any of the
    /// base.
    /// </summary>
    public double LongestRow => Volatile.Read(ref _longestRow);

    /// <summary>Memory of the chunks.</summary>
    public long Bytes
    {
        get
        {
            long bytesOfRow = _model.CodeStride + Chunk.RowBytes(_model) + (2 * sizeof(float)) + 1;
            long bytesOfChunk = (_rowsOfChunk * bytesOfRow)
                + (CodeLanes.IsSupported ? CodeLanes.BytesOf(_rowsOfChunk, _model.Dimension) : 0);
            long bytes = 0;
            foreach (Chunk? chunk in _chunks)
            {
                bytes += chunk is null ? 0 : bytesOfChunk;
            }

            return bytes;
        }
    }

    /// <summary>Writes a vector that has a direction. Called by the writer only.</summary>
    public void Set(int row, ReadOnlySpan<float> vector)
    {
        Chunk chunk = _chunks[row / ChunkRows] ??= new Chunk(_model, _rowsOfChunk);
        int place = row % ChunkRows;
        double share = _model.Form.Write(vector, _unit) / _model.Form.Unit;
        _model.Centre(_unit, _plain, _rotated);
        Span<byte> codes = chunk.Codes.Row(place);
        _model.Encode(_rotated, codes);
        chunk.Lanes?.Set(place, codes);
        (double error, double length) = _model.Measure(_rotated, codes);
        if (length > _longest)
        {
            Volatile.Write(ref _longest, length);
        }

        if (_model.Form.IsDot && share > _longestRow)
        {
            Volatile.Write(ref _longestRow, share);
        }

        float lost = MathF.BitIncrement((float)error);
        chunk.Errors[place] = lost;
        chunk.LargestError = Math.Max(chunk.LargestError, lost);
        chunk.Write(place, vector, _unit, _rotated);
        chunk.Has[place] = true;
    }

    /// <summary>Whether a row has a vector in this space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int row) => _chunks[row / ChunkRows] is Chunk chunk && chunk.Has[row % ChunkRows];

    /// <summary>Returns the chunk of a row; null if none of its rows has a vector here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Chunk? ChunkOf(int row) => _chunks[row / ChunkRows];

    /// <summary>Similarity of a row, which has a vector, and a query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Similarity(int row, ExactQuery query) =>
        _chunks[row / ChunkRows]!.Exact.Similarity(row % ChunkRows, query);

    /// <summary>Decodes a row without its extra number; zeros if it has no vector here.</summary>
    public void Decode(int row, Span<float> destination)
    {
        if (Has(row))
        {
            _chunks[row / ChunkRows]!.Exact.Decode(row % ChunkRows, destination);
        }
        else
        {
            destination[.._model.Dimension].Clear();
        }
    }

    /// <summary>Decodes a row without its extra number, in float64; zeros if it has no vector here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Decode(int row, Span<double> destination)
    {
        if (Has(row))
        {
            _chunks[row / ChunkRows]!.Exact.Decode(row % ChunkRows, destination);
        }
        else
        {
            destination[.._model.Dimension].Clear();
        }
    }

    /// <summary>
    /// Owns its memory, which is released with the delta that a search holds while reading. Codes, rows and scales
    /// share one buffer, each aligned to 64 bytes. A delta with fewer rows than a chunk allocates only those.
    /// </summary>
    [SuppressMessage(
        "Design",
        "CA1001",
        Justification = "Searches read it without a lock; finalizers release the buffers once nobody holds the delta.")]
    public sealed class Chunk
    {
        private readonly AlignedBuffer<byte> _memory;
        private readonly NativeView<byte> _rows;
        private readonly NativeView<float> _scales;
        private readonly SpaceModel _model;
        private readonly Outlier[]?[] _outliers = [];
        private readonly int _dimension;

        public Chunk(SpaceModel model, int rows)
        {
            _model = model;
            _dimension = model.Dimension;
            long codeBytes = AlignUp((long)rows * model.CodeStride);
            long rowBytes = ((long)rows * RowBytes(model)) + ExactRows.SlackBytes;
            long scalesAt = codeBytes + AlignUp(rowBytes);
            _memory = new AlignedBuffer<byte>(scalesAt + ((long)rows * sizeof(float)));
            _rows = _memory.View.SliceView(codeBytes, rowBytes);
            _scales = _memory.View.SliceView(scalesAt, (long)rows * sizeof(float)).Cast<float>();
            Codes = new CodeRows(_memory.View.SliceView(0, (long)rows * model.CodeStride), rows, model.CodeStride);
            switch (model.ExactForm)
            {
                case ExactForm.Given:
                    Exact = new ExactRows(_rows.Cast<float>(), rows, _dimension, model.Form.Radius, double.MaxValue);
                    break;
                case ExactForm.Residual:
                    _outliers = new Outlier[]?[rows];
                    Exact = new ExactRows(new ResidualRows(Codes, _rows, _outliers, model));
                    break;
                default:
                    Exact = new ExactRows(_rows, _scales, rows, _dimension);
                    break;
            }

            Lanes = CodeLanes.IsSupported ? new CodeLanes(rows, _dimension) : null;
            Errors = new float[rows];
            Has = new bool[rows];
        }

        public CodeRows Codes { get; }

        /// <summary>
        /// The codes once more, for comparing all of them; null where the processor gains nothing by it.
        /// </summary>
        public CodeLanes? Lanes { get; }

        public ExactRows Exact { get; }

        /// <summary>Loss of each row's codes, rounded up.</summary>
        public float[] Errors { get; }

        public float LargestError { get; set; }

        public bool[] Has { get; }

        /// <summary>Bytes of the exact form of a row.</summary>
        public static int RowBytes(SpaceModel model) => model.ExactForm switch
        {
            ExactForm.Given => model.Dimension * sizeof(float),
            ExactForm.Residual => ResidualRows.StrideFor(model.Dimension),
            _ => model.Dimension * sizeof(short),
        };

        /// <summary>Writes the exact form of a row whose codes are written.</summary>
        public void Write(
            int place, ReadOnlySpan<float> vector, ReadOnlySpan<double> unit, ReadOnlySpan<float> rotated)
        {
            int bytes = RowBytes(_model);
            Span<byte> into = _rows.Slice((long)place * bytes, bytes);
            switch (_model.ExactForm)
            {
                case ExactForm.Given:
                    Span<float> row = MemoryMarshal.Cast<byte, float>(into);
                    vector.CopyTo(row);
                    row[vector.Length..].Clear();
                    break;
                case ExactForm.Residual:
                    _outliers[place] = ResidualRows.Encode(_model, place, rotated, Codes.Row(place), into);
                    break;
                default:
                    _scales[place] = ExactRows.Encode(unit, MemoryMarshal.Cast<byte, short>(into));
                    break;
            }
        }

        private static long AlignUp(long bytes) => (bytes + 63) & ~63L;
    }
}
