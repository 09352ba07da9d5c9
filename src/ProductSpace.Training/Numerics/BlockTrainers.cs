using ProductSpace.Memory;

namespace ProductSpace.Training.Numerics;

/// <summary>Creates trainers with the widest kernel of this processor; all kernels give the same bits.</summary>
internal static class BlockTrainers
{
    /// <summary>Name of the kernel that is used.</summary>
    public static string Name =>
        SkipGram512.IsSupported ? "AVX-512"
        : SkipGram256.IsSupported ? "AVX2"
        : SkipGram128.IsSupported ? "128-bit"
        : "scalar";

    public static IBlockTrainer Create(
        NativeView<float> input,
        NativeView<float> output,
        int floats,
        int products,
        Prod2VecOptions options)
    {
        if (SkipGram512.IsSupported)
        {
            return new BlockTrainer<SkipGram512>(input, output, floats, products, options);
        }

        if (SkipGram256.IsSupported)
        {
            return new BlockTrainer<SkipGram256>(input, output, floats, products, options);
        }

        return SkipGram128.IsSupported
            ? new BlockTrainer<SkipGram128>(input, output, floats, products, options)
            : new BlockTrainer<SkipGramScalar>(input, output, floats, products, options);
    }
}
