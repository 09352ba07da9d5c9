using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// A query in all forms that a search needs: unit vector, rotated vector, 7-bit signed codes with their step, and the
/// two planes of the exact form. Reused; not for two threads at once.
/// </summary>
internal sealed class PreparedQuery
{
    private float[] _plain = [];
    private float[] _rotated = [];
    private float[] _projected = [];
    private int[] _projection = [];
    private sbyte[] _short = [];
    private float _step;
    private int _codeSum;
    private float _shortStep;
    private int _shortSum;
    private bool _isProjected;

    /// <summary>
    /// The query as float64. Callers fill [0, dimension); <see cref="Prepare"/> scales it to length 1, and rotates it
    /// where the space compares so.
    /// </summary>
    public double[] Unit => Exact.Unit;

    /// <summary>The forms that exact rows need.</summary>
    public ExactQuery Exact { get; } = new();

    /// <summary>Codes in -63..63, zero past the dimension, as long as a code row.</summary>
    public sbyte[] Codes { get; private set; } = [];

    /// <summary>Similarity of one unit of a dot product of centred codes.</summary>
    public double UnitSimilarity { get; private set; }

    /// <summary>
    /// Similarity of a product whose dot product is 0: the query times the mean, less the offset of the codes.
    /// </summary>
    public double ZeroSimilarity { get; private set; }

    /// <summary>
    /// Similarity of one unit of a dot product of the codes that walks compare, short ones where a space has them; set
    /// by <see cref="PrepareWalkSimilarity"/>.
    /// </summary>
    public double UnitOfWalk { get; private set; }

    /// <summary>Similarity of a product whose dot product in a walk is 0.</summary>
    public double ZeroOfWalk { get; private set; }

    /// <summary>Length of what the query's codes lost; set by <see cref="PrepareScan"/>.</summary>
    public double Lost { get; private set; }

    /// <summary>
    /// Length of the query that was rounded to codes: 1, or less in a space that stretches its rows. It multiplies what
    /// a row's codes lost. Set by <see cref="PrepareScan"/>.
    /// </summary>
    public double Length { get; private set; } = 1;

    /// <summary>
    /// Bound of |similarity by codes - exact similarity| for this query, not counting what the row's codes lost.
    /// </summary>
    public double ErrorBound { get; private set; }

    /// <summary>
    /// What a similarity of the exact form is multiplied by for an answer: 1 under cosine; under the dot product, the
    /// query's length times the radius of the space.
    /// </summary>
    public double Scale { get; private set; } = 1;

    public void EnsureCapacity(int dimension)
    {
        if (Unit.Length < dimension)
        {
            Exact.EnsureCapacity(dimension);
            _plain = new float[dimension];
            _rotated = new float[Rotation.PaddedWidth(dimension)];
            Codes = new sbyte[CodeRows.StrideFor(dimension)];
        }
    }

    /// <summary>
    /// Turns a similarity of the exact form into the number that an answer says: a cosine as it is, a dot product in
    /// the numbers of the given vectors, at most the largest that float32 holds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float ToAnswer(double similarity) =>
        (float)Math.Clamp(similarity * Scale, -float.MaxValue, float.MaxValue);

    /// <summary>Scales <see cref="Unit"/> to length 1 and derives the other forms; returns its former length.</summary>
    /// <param name="model">Of the space that is asked.</param>
    /// <param name="given">Length of a given vector that a number 1 of the query stands for.</param>
    /// <param name="isInFrame">Whether the query is already as the space compares.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Prepare(SpaceModel model, double given = 1, bool isInFrame = false)
    {
        int dimension = model.Dimension;
        _isProjected = false;
        Span<double> unit = Unit.AsSpan(0, dimension);
        double length = UnitVector.Normalise(unit);
        if (!(length > 0))
        {
            return length;
        }

        Scale = model.Form.IsDot ? length * given * model.Form.Radius : 1;
        Span<float> plain = _plain.AsSpan(0, dimension);
        Span<float> rotated = _rotated.AsSpan(0, Rotation.PaddedWidth(dimension));
        if (isInFrame && model.ComparesRotated)
        {
            UnitVector.Round(unit, rotated);
            rotated[dimension..].Clear();
        }
        else
        {
            if (model.Stretch is Stretch stretch)
            {
                stretch.OfQuery(unit, plain);
            }
            else
            {
                UnitVector.Round(unit, plain);
            }

            model.Rotation.Apply(plain, rotated);
            if (model.ComparesRotated)
            {
                UnitVector.Widen(rotated[..dimension], unit);
            }
        }

        (_step, _codeSum) = QueryCodes.Encode(rotated, Codes);
        Exact.Split(model);
        return length;
    }

    /// <summary>
    /// Length of the query that was rounded to codes: 1, or less in a space that stretches its rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double LengthFor(SpaceModel model) => model.Stretch is null ? 1 : Math.Sqrt(
        QueryCodes.SquaresOf(_rotated.AsSpan(0, Rotation.PaddedWidth(model.Dimension)), Codes, _step).Length);

    /// <summary>Derives how dot products of codes turn into similarities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PrepareSimilarity(SpaceModel model)
    {
        UnitSimilarity = _step * (double)model.Step;
        ZeroSimilarity = Exact.Offset - (CodeRows.Zero * _codeSum * UnitSimilarity);
    }

    /// <summary>
    /// Standard deviation of a similarity by codes from the exact one: that of rounding the numbers of a row and of the
    /// query, each at most half a step off, evenly.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double DeviationFor(SpaceModel model) =>
        Math.Sqrt((((double)model.Step * model.Step) + ((double)_step * _step)) / 12);

    /// <summary>Similarity of a product by the dot product of its codes; see <see cref="PrepareSimilarity"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double SimilarityAt(int dot) => ZeroSimilarity + (dot * UnitSimilarity);

    /// <summary>
    /// The codes that a walk compares with the rows of its layers: short ones where the space has them, made when they
    /// are first asked for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sbyte[] CodesOfWalk(SpaceModel model)
    {
        if (model.Navigation is not Navigation navigation)
        {
            return Codes;
        }

        if (!_isProjected)
        {
            Project(navigation);
            _isProjected = true;
        }

        return _short;
    }

    /// <summary>Derives how dot products of a walk turn into similarities, about where its codes are short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PrepareWalkSimilarity(SpaceModel model)
    {
        PrepareSimilarity(model);
        UnitOfWalk = UnitSimilarity;
        ZeroOfWalk = ZeroSimilarity;
        if (model.Navigation is Navigation navigation)
        {
            CodesOfWalk(model);
            double mean = ZeroSimilarity + (CodeRows.Zero * _codeSum * UnitSimilarity);
            UnitOfWalk = UnitSimilarity * navigation.Unit * navigation.Unit * navigation.Step * _shortStep;
            ZeroOfWalk = mean - (CodeRows.Zero * _shortSum * UnitOfWalk);
        }
    }

    /// <summary>Derives what a scan needs: how codes turn into similarities, and their error bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PrepareScan(SpaceModel model)
    {
        PrepareSimilarity(model);
        (double lost, double square) =
            QueryCodes.SquaresOf(_rotated.AsSpan(0, Rotation.PaddedWidth(model.Dimension)), Codes, _step);
        Lost = Math.Sqrt(lost);
        Length = model.Stretch is null ? 1 : Math.Sqrt(square);
        ErrorBound = model.ErrorBound(this, model.RowLength);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Project(Navigation navigation)
    {
        int count = navigation.Dimension;
        if (_projection.Length < count)
        {
            _projection = new int[count];
            _projected = new float[count];
        }

        if (_short.Length < navigation.Stride)
        {
            _short = new sbyte[navigation.Stride];
        }

        Span<int> projection = _projection.AsSpan(0, count);
        Span<float> projected = _projected.AsSpan(0, count);
        navigation.Project(Codes, _codeSum, projection);

        // Dot products of codes are below 2^24, so that float32 holds them.
        for (int i = 0; i < projected.Length; i++)
        {
            projected[i] = projection[i];
        }

        (_shortStep, _shortSum) = QueryCodes.Encode(projected, _short);
    }
}
