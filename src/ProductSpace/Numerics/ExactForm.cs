namespace ProductSpace.Numerics;

/// <summary>How a space holds the numbers that decide the order of results.</summary>
internal enum ExactForm
{
    /// <summary>int16 numbers with a scale a row: spaces of cosines beside dot products, and older files.</summary>
    Rounded,

    /// <summary>Nine bits a number behind the codes, in the frame of the codes: centred and rotated.</summary>
    Residual,

    /// <summary>The float32 numbers of the embedding file.</summary>
    Given,
}
