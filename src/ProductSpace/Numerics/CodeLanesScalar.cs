namespace ProductSpace.Numerics;

/// <summary>Scalar form of <see cref="CodeLanes"/>, the reference for the others.</summary>
internal static unsafe class CodeLanesScalar
{
    /// <summary>Writes the 64 dot products of a block of <paramref name="steps"/> steps of 256 bytes.</summary>
    public static void Block(byte* block, sbyte* query, int steps, int* dots)
    {
        for (int row = 0; row < CodeLanes.BlockRows; row++)
        {
            int sum = 0;
            for (int step = 0; step < steps; step++)
            {
                byte* codes = block + ((((long)step * CodeLanes.BlockRows) + row) * 4);
                for (int i = 0; i < 4; i++)
                {
                    sum += codes[i] * query[(step * 4) + i];
                }
            }

            dots[row] = sum;
        }
    }
}
