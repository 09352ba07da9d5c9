namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>What a <see cref="Dense{T}"/> layer does with its sums.</summary>
internal enum Activation
{
    /// <summary>Nothing.</summary>
    Linear,

    /// <summary>Zero for what is below zero.</summary>
    Relu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}
