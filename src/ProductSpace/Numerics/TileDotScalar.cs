namespace ProductSpace.Numerics;

/// <summary>Scalar form of <see cref="TileDot"/>, the reference for the others.</summary>
internal static unsafe class TileDotScalar
{
    public static void Rows(byte* tile, sbyte* query, int quads, int* dots)
    {
        new Span<int>(dots, CodeTiles.Rows).Clear();
        for (int quad = 0; quad < quads; quad++, tile += CodeTiles.QuadBytes, query += 4)
        {
            for (int row = 0; row < CodeTiles.Rows; row++)
            {
                for (int i = 0; i < 4; i++)
                {
                    dots[row] += tile[(4 * row) + i] * query[i];
                }
            }
        }
    }
}
