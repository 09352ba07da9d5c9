using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Schedule;

namespace ProductSpace.Training.Numerics;

/// <summary>Trains blocks with rows of one pair of matrices; one instance for each thread.</summary>
internal interface IBlockTrainer : IDisposable
{
    /// <summary>Trains one block. No other thread may be in a block of the same IN or the same OUT bucket.</summary>
    void Train(ref BlockTask task);
}

/// <summary>
/// Skip-gram with negative sampling over the pairs of a block (Mikolov et al. 2013). A group is the IN row of one pair
/// against its true OUT row and a few drawn ones; each drawn row counts several times if fewer are drawn than Negatives
/// asks for. All dot products of a group are computed first, then one step for all rows, so that the rows stay in the
/// first-level cache. Groups are drawn a few ahead, so that their rows are already being fetched.
/// </summary>
internal sealed unsafe class BlockTrainer<TKernel> : IBlockTrainer
    where TKernel : struct, ISkipGramKernel
{
    /// <summary>Number of groups drawn ahead; a power of two.</summary>
    private const int Ahead = 8;

    /// <summary>
    /// Absolute dot product from which a row takes no step, as in gensim. Above all it protects a drawn row that is a
    /// close neighbor and so not a good negative. Without it diginetica loses 3 % of IN-IN (decisions/trainer.md).
    /// </summary>
    private const float MaxDot = 6f;

    /// <summary>Product of probabilities below which its logarithm is taken; far above the smallest double.</summary>
    private const double LeastProduct = 1e-100;

    /// <summary>
    /// Distance in bytes that keeps what is written for each group, all in one buffer, away from other memory: no cache
    /// line, nor the pair of lines that some processors fetch together, is written by two threads.
    /// </summary>
    private const int Apart = 512;

    private readonly AlignedBuffer<byte> _scratch;
    private readonly Group* _groups;
    private readonly nint* _rows;
    private readonly float* _weights;
    private readonly float* _steps;
    private readonly NativeView<float> _in;
    private readonly NativeView<float> _out;
    private readonly int _floats;
    private readonly int _products;
    private readonly int _capacity;
    private readonly int _draws;
    private readonly int _categoryDraws;
    private readonly double _negatives;
    private readonly float _metadataWeight;

    /// <summary>
    /// Creates a trainer. Rows of both matrices are <paramref name="floats"/> apart, a multiple of 16; products come
    /// first.
    /// </summary>
    public BlockTrainer(
        NativeView<float> input,
        NativeView<float> output,
        int floats,
        int products,
        Prod2VecOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(floats % 16, 0);
        _in = input;
        _out = output;
        _floats = floats;
        _products = products;
        _draws = options.Negatives == 0 ? 0 : Math.Min(options.NegativeDraws, options.Negatives);
        _categoryDraws = options.CategoryNegatives;
        _negatives = _draws == 0 ? 0 : (double)options.Negatives / _draws;
        _metadataWeight = (float)options.MetadataWeight;
        _capacity = (1 + _draws + _categoryDraws + 3) & ~3;
        int groups = Ahead * sizeof(Group);
        int rows = Ahead * _capacity * sizeof(nint);
        int weights = Ahead * _capacity * sizeof(float);
        int steps = 2 * _capacity * sizeof(float);
        _scratch = new AlignedBuffer<byte>(Apart + groups + rows + weights + steps + Apart);
        byte* at = _scratch.View.Pointer + Apart;
        _groups = (Group*)at;
        _rows = (nint*)(at += groups);
        _weights = (float*)(at += rows);
        _steps = (float*)(at + weights);
    }

    public void Dispose() => _scratch.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Train(ref BlockTask task)
    {
        LossSum loss = default;
        ReadOnlySpan<NoiseSlot> noise = task.Deal.ProductNoise.Slots(task.OutBucket);
        double negativeWeight = _negatives * task.Deal.ProductWeight(task.OutBucket);
        SeededRandom random = task.Random;
        foreach (Piece piece in task.Pieces)
        {
            int next = piece.Starts[task.Block];
            int end = piece.Starts[task.Block + 1];
            fixed (Pair* pairs = piece.Pairs)
            {
                int drawn = 0;
                int trained = 0;
                while (drawn < Ahead && next < end)
                {
                    Draw(pairs[next++], drawn++ & (Ahead - 1), ref task, noise, negativeWeight, ref random);
                }

                while (trained < drawn)
                {
                    Descend(trained++ & (Ahead - 1), piece.LearningRate, ref loss);
                    if (next < end)
                    {
                        Draw(pairs[next++], drawn++ & (Ahead - 1), ref task, noise, negativeWeight, ref random);
                    }
                }
            }
        }

        task.Loss = loss.Total();
        task.LossPairs = loss.Pairs;
    }

    /// <summary>
    /// Draws a pair's negatives, and prefetches its rows. A drawn row that is the true one is left out.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Draw(
        Pair pair,
        int slot,
        ref BlockTask task,
        ReadOnlySpan<NoiseSlot> noise,
        double negativeWeight,
        ref SeededRandom random)
    {
        nint* rows = _rows + (slot * _capacity);
        float* weights = _weights + (slot * _capacity);
        bool isProduct = pair.Out < _products;
        bool isProductPair = isProduct && pair.In < _products;
        float scale = isProductPair ? 1 : _metadataWeight;
        double each = negativeWeight;
        ReadOnlySpan<NoiseSlot> slots = noise;
        if (!isProduct)
        {
            slots = task.Deal.MetadataNoise!.Slots(task.OutBucket);
            each = _negatives * task.Deal.MetadataWeight(task.OutBucket);
        }

        float one = -(float)(each * scale);
        rows[0] = Fetch(_out, pair.Out);
        weights[0] = scale;
        int count = 1;
        for (int draw = slots.IsEmpty ? 0 : _draws; draw > 0; draw--)
        {
            ulong bits = random.NextUInt64();
            ref readonly NoiseSlot drawn = ref slots[(int)(((bits >> 32) * (uint)slots.Length) >> 32)];
            int row = (uint)bits < drawn.Threshold ? drawn.Own : drawn.Other;
            if (row != pair.Out)
            {
                rows[count] = Fetch(_out, row);
                weights[count++] = one;
            }
        }

        if (_categoryDraws > 0
            && isProductPair
            && task.Deal.Categories is CategoryBuckets categories
            && categories.CategoryOf(pair.In) is int category and >= 0)
        {
            ReadOnlySpan<int> products = categories.Products(category, task.OutBucket);
            float weight = -(float)task.Deal.CategoryWeight(category, task.OutBucket);
            for (int draw = products.IsEmpty ? 0 : _categoryDraws; draw > 0; draw--)
            {
                int row = products[random.NextInt(products.Length)];
                if (row != pair.Out)
                {
                    rows[count] = Fetch(_out, row);
                    weights[count++] = weight;
                }
            }
        }

        ref Group group = ref _groups[slot];
        group.In = Fetch(_in, pair.In);
        group.Count = count;
        group.NegativeWeight = one;
        group.HasLoss = isProductPair;

        // Dot products are computed four at a time: the last four are filled up with an existing row.
        for (int k = count; (k & 3) != 0; k++)
        {
            rows[k] = rows[0];
            weights[k] = 0;
        }
    }

    /// <summary>
    /// Takes one step along the gradient of log s(x y) for true rows and of log s(-x y) for drawn ones, each times its
    /// weight.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Descend(int slot, float learningRate, ref LossSum loss)
    {
        ref Group group = ref _groups[slot];
        float** rows = (float**)(_rows + (slot * _capacity));
        float* weights = _weights + (slot * _capacity);
        float* steps = _steps;
        float* chances = steps + _capacity;
        float* x = (float*)group.In;
        int count = group.Count;
        Vector128<float> sign = Vector128.Create(-0f);
        Vector128<float> rate = Vector128.Create(learningRate);
        for (int k = 0; k < count; k += 4)
        {
            Vector128<float> dots = TKernel.Dots(x, rows[k], rows[k + 1], rows[k + 2], rows[k + 3], _floats);
            Vector128<float> weight = Vector128.Load(weights + k);
            Vector128<float> chance = Logistic.Of(dots ^ (weight & sign));
            chance.Store(chances + k);
            Vector128<float> wrong = Vector128<float>.One - chance;
            wrong &= Vector128.LessThan(Vector128.Abs(dots), Vector128.Create(MaxDot));
            (rate * weight * wrong).Store(steps + k);
        }

        if (group.HasLoss)
        {
            loss.Add(chances, weights, count, group.NegativeWeight);
        }

        TKernel.Step(x, rows, steps, count, _floats);
    }

    /// <summary>Returns the address of a row, and prefetches it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Fetch(NativeView<float> matrix, int row)
    {
        long start = (long)row * _floats;
        if ((ulong)start >= (ulong)matrix.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(row));
        }

        float* at = matrix.Pointer + start;
        if (Sse.IsSupported)
        {
            for (int i = 0; i < _floats; i += 16)
            {
                Sse.Prefetch0(at + i);
            }
        }

        return (nint)at;
    }

    private struct Group
    {
        public nint In;
        public int Count;
        public float NegativeWeight;
        public bool HasLoss;
    }

    /// <summary>
    /// Sums -w log p in double. Probabilities of equal weight are multiplied first, so that one logarithm serves many.
    /// </summary>
    private struct LossSum
    {
        private double _sum;
        private double _true;
        private double _drawn;
        private float _weight;
        private bool _started;

        public long Pairs { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float* chances, float* weights, int count, float negativeWeight)
        {
            if (!_started || _weight != negativeWeight)
            {
                Flush();
                _weight = negativeWeight;
                _started = true;
            }

            _true *= chances[0];
            double chance = _drawn;
            for (int k = 1; k < count; k++)
            {
                if (weights[k] == negativeWeight)
                {
                    chance *= chances[k];
                    if (chance < LeastProduct)
                    {
                        _drawn = chance;
                        Flush();
                        chance = 1;
                    }
                }
                else
                {
                    _sum += weights[k] * FixedMath.Log(chances[k]);
                }
            }

            _drawn = chance;
            Pairs++;
            if (_true < LeastProduct)
            {
                Flush();
            }
        }

        public double Total()
        {
            Flush();
            return _sum;
        }

        private void Flush()
        {
            if (_started)
            {
                _sum += (_weight * FixedMath.Log(_drawn)) - FixedMath.Log(_true);
            }

            _drawn = 1;
            _true = 1;
        }
    }
}
